import type { RunSummary } from "../run/summary.ts";
import type { StoredRun } from "../store/store.ts";
import { renderFailures } from "./failure-list.ts";
import { formatCount, formatDuration, formatQuantity } from "./format/number.ts";
import { printable } from "./format/text.ts";
import { renderLaneTable } from "./lane-table.ts";

/** A stored run as text: what was asked, how it stands, what failed, and how to go on. */
export function renderRun(run: StoredRun, summary: RunSummary, resumeCommand: string): string {
  const { plan } = run;
  const models = plan.models.map(({ name }) => name);
  const facts: readonly (readonly [string, string])[] = [
    ["run", `${run.id}${run.name === null ? "" : ` (${printable(run.name)})`}${plan.simulated ? " SIMULATED" : ""}`],
    [
      "status",
      `${run.status}, ${formatCount(summary.tasks - summary.unsettled)} of ${formatQuantity(summary.tasks, "task")} settled`,
    ],
    ["created", new Date(run.createdAt).toISOString()],
    ["finished", run.finishedAt === null ? "not yet" : new Date(run.finishedAt).toISOString()],
    ["duration", formatDuration(run.wallMs)],
    [
      "promptgrid",
      run.gitCommit === null ? run.promptgridVersion : `${run.promptgridVersion}, commit ${run.gitCommit}`,
    ],
    ["prompts", `${formatCount(run.prompts)} from ${plan.promptSets.map(({ name }) => printable(name)).join(", ")}`],
    ...describeSelection(run),
    ["templates", plan.templates.map(({ name }) => printable(name)).join(", ")],
    ["repeats", formatCount(plan.repeats)],
    ...plan.models.map(({ name, model, baseUrl, otherBaseUrls = [], params }): [string, string] => [
      "model",
      printable(`${name}: ${model} at ${[baseUrl, ...otherBaseUrls].join(" and ")}, params ${JSON.stringify(params)}`),
    ]),
    ...run.laneStops.flatMap((stop, lane): [string, string][] =>
      stop === null ? [] : [["stopped", printable(`${models[lane] ?? lane}: ${stop.message} (${stop.code})`)]],
    ),
  ];
  const next = summary.unsettled === 0 || run.status === "running" ? [] : [`Go on with: ${resumeCommand}`];
  const failures = renderFailures(summary.failures, models);
  const sections = [
    facts.map(([label, value]) => `${label.padEnd(11)} ${value}`).join("\n"),
    renderLaneTable(summary.lanes),
    ...(failures === null ? [] : [failures]),
    ...next,
  ];
  return `${sections.join("\n\n")}\n`;
}

function describeSelection({ plan: { selection } }: StoredRun): [string, string][] {
  const parts = [
    ...selection.where.map(([column, value]) => `${printable(column)} = ${printable(value)}`),
    ...(selection.sample === null ? [] : [`a sample of ${selection.sample.size} with seed ${selection.sample.seed}`]),
    ...(selection.limit === null ? [] : [`the first ${selection.limit}`]),
    ...(selection.skipInvalid ? ["invalid rows left out"] : []),
  ];
  return parts.length === 0 ? [] : [["selection", parts.join(", ")]];
}
