import type { RunSummary } from "../run/summary.ts";
import { formatDuration, formatQuantity } from "./format/number.ts";
import { printable } from "./format/text.ts";
import { budgetParts, raisedBudget } from "./budget-text.ts";
import { renderFailures } from "./failure-list.ts";
import { renderJudging } from "./judging-table.ts";
import { renderLaneTable } from "./lane-table.ts";
import { renderScoreTable } from "./score-table.ts";

/** The end of a run as text: totals per model, stopped lanes, failures by reason, files, and how to go on. */
export function renderSummary(summary: RunSummary, models: readonly string[], resumeCommand: string): string {
  const sections = [
    describeSimulation(summary),
    `${describeStatus(summary)}\n\n${renderLaneTable(summary.lanes)}`,
    summary.scores.length === 0 ? null : renderScoreTable(summary.scores),
    summary.judging.length === 0 ? null : renderJudging(summary.judging),
    describeStops(summary),
    renderFailures(summary.failures, models),
    describeSkipped(summary),
    describeBudget(summary),
    describeFiles(summary),
    describeNext(summary, resumeCommand),
  ];
  return `${sections.filter((section) => section !== null).join("\n\n")}\n`;
}

/** What a quiet run still has to say: why it ended badly, and how to go on; "" when it ended well. */
export function renderTroubles(summary: RunSummary, models: readonly string[], resumeCommand: string): string {
  if (summary.exitCode === 0) return "";
  const reason = summary.stopReason === null ? null : `Run ${summary.runId}: ${printable(summary.stopReason)}`;
  const stops = describeStops(summary);
  const lines = [reason, stops, renderFailures(summary.failures, models), describeNext(summary, resumeCommand)];
  return lines.map((line) => (line === null ? "" : `${line}\n`)).join("");
}

function describeSimulation(summary: RunSummary): string | null {
  if (!summary.simulated) return null;
  return "SIMULATED: every answer, token count and cost below was made up by promptgrid's simulator.";
}

function describeStatus(summary: RunSummary): string {
  const name = summary.name === null ? "" : ` (${printable(summary.name)})`;
  const head = `Run ${summary.runId}${name}: ${summary.status}`;
  if (summary.alreadyComplete) return `${head} already, nothing was sent`;
  const settled = summary.tasks - summary.unsettled;
  const reason = summary.stopReason === null ? "" : `\n${printable(summary.stopReason)}`;
  return `${head}, ${settled.toLocaleString("en-US")} of ${formatQuantity(summary.tasks, "task")} settled in ${formatDuration(summary.wallMs)}${reason}`;
}

function describeStops(summary: RunSummary): string | null {
  const stops = new Map(summary.lanes.flatMap(({ model, stop }) => (stop === null ? [] : [[model, stop] as const])));
  if (stops.size === 0) return null;
  // A budget stops every lane for one reason, which is said once.
  const texts = new Map<string, string[]>();
  for (const [model, { message, code }] of stops) {
    const text = `${printable(message)} (${code})`;
    texts.set(text, [...(texts.get(text) ?? []), printable(model)]);
  }
  const lines = [...texts].map(([text, models]) => `  ${models.join(", ")}: ${text}`);
  return ["Stopped early:", ...lines].join("\n");
}

function describeBudget({ budget }: RunSummary): string | null {
  const parts = budgetParts(budget);
  return parts.length === 0 ? null : `Budget, all sittings together: ${parts.join(", ")}`;
}

function describeSkipped({ skipped }: RunSummary): string | null {
  if (skipped.count === 0) return null;
  const lines = skipped.lines.map((line) => `  ${printable(line)}`);
  const rest = skipped.count - skipped.lines.length;
  const more = rest > 0 ? [`  … and ${rest} more`] : [];
  return [`Left out by --skip-invalid: ${formatQuantity(skipped.count, "row")}`, ...lines, ...more].join("\n");
}

function describeFiles({ files }: RunSummary): string {
  if (files.length === 0) return "No tables could be written.";
  return ["Tables:", ...files.map((file) => `  ${file}`)].join("\n");
}

function describeNext(summary: RunSummary, resumeCommand: string): string | null {
  if (summary.unsettled > 0) {
    const command = `${resumeCommand}${raisedBudget(summary.budget, summary.lanes)}`;
    return `${formatQuantity(summary.unsettled, "task")} not settled. Go on with: ${command}`;
  }
  const open = summary.judging.reduce((sum, { cancelled }) => sum + cancelled, 0);
  if (open > 0) return `${formatQuantity(open, "question")} to judges not answered. Go on with: ${resumeCommand}`;
  const failed = summary.lanes.reduce((sum, lane) => sum + lane.failed, 0);
  return failed === 0
    ? null
    : `Ask the ${formatQuantity(failed, "failed task")} again with: ${resumeCommand} --retry-failed`;
}
