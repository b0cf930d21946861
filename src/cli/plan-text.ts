import { formatProblem } from "../core/errors.ts";
import type { CostRange, LaneEstimate } from "../plan/plan-lane.ts";
import type { PlanReport } from "../run/plan-run.ts";
import { UNKNOWN, formatCost, formatCount, formatDuration, formatQuantity } from "./format/number.ts";
import type { TableColumn } from "./format/table.ts";
import { renderTable } from "./format/table.ts";
import { printable } from "./format/text.ts";

/** What a run would do, as text. */
export function renderPlan(report: PlanReport): string {
  const prompts = formatQuantity(report.prompts, "prompt");
  const sets = report.promptSets.map(({ name, rows, skipped }) => {
    const left = skipped === 0 ? "" : `, ${formatQuantity(skipped, "invalid row")} left out`;
    return `  ${printable(name)}: ${formatQuantity(rows, "row")}${left}`;
  });
  const warnings = report.warnings.map((warning) => `  ${printable(formatProblem(warning))}`);
  const proxies = report.proxies.map(
    ({ model, proxy, from }) =>
      `  ${printable(model)}: ${printable(proxy)} (${from === "proxy" ? "named by the config" : `named by ${from}`})`,
  );
  const holds = report.lanes.flatMap(({ model, holds: lines }) =>
    lines.map((line) => `  ${printable(`${model}: ${line}`)}`),
  );
  const sections = [
    [`${prompts}, ${formatQuantity(report.tasks, "task")}; nothing was sent. Prompt sets:`, ...sets].join("\n"),
    renderTable(columns, report.lanes),
    `Token counts are estimates; ${UNKNOWN} is not known. Models are filled side by side, so the longest duration counts;\n` +
      "where concurrency bounds it, an answer is taken to need a second.",
    ...(holds.length === 0 ? [] : [["Held back:", ...holds].join("\n")]),
    ...(proxies.length === 0 ? [] : [["Through a proxy:", ...proxies].join("\n")]),
    ...(warnings.length === 0 ? [] : [["Warnings:", ...warnings].join("\n")]),
  ];
  return `${sections.join("\n\n")}\n`;
}

const columns: readonly TableColumn<LaneEstimate>[] = [
  { heading: "model", align: "left", cell: ({ model }) => printable(model) },
  { heading: "tasks", align: "right", cell: ({ tasks }) => formatCount(tasks) },
  { heading: "prompt\ntokens", align: "right", cell: ({ promptTokens }) => formatCount(promptTokens) },
  {
    heading: "completion\ntokens at most",
    align: "right",
    cell: ({ completionTokensAtMost }) => formatCount(completionTokensAtMost),
  },
  { heading: "cost", align: "right", cell: ({ cost }) => describeCost(cost) },
  {
    heading: "least\nduration",
    align: "right",
    cell: ({ leastDuration }) => formatDuration(leastDuration?.durationMs ?? null),
  },
  { heading: "bound by", align: "left", cell: ({ leastDuration }) => leastDuration?.bound ?? "" },
];

function describeCost(cost: CostRange | null): string {
  if (cost === null) return UNKNOWN;
  const low = formatCost(cost.low, cost.high === null ? cost.currency : null);
  return cost.high === null ? `at least ${low}` : `${low} to ${formatCost(cost.high, cost.currency)}`;
}
