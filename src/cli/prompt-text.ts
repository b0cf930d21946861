import type { Outcome, Usage } from "../core/record.ts";
import type { Score } from "../core/score.ts";
import type { GridRecord, GridRow, StoredRun } from "../store/store.ts";
import { currenciesOf } from "./currencies.ts";
import { formatCost, formatCount, formatLatency, formatQuantity } from "./format/number.ts";
import { printable } from "./format/text.ts";
import { formatScore } from "./score-table.ts";

/** What one of the run's scorers says of one of a prompt's records. */
export interface NamedScore {
  readonly scorer: string;
  readonly lane: number;
  readonly cell: number;
  readonly score: Score;
}

/** One prompt with every record of it as text. */
export function renderPrompt(
  run: StoredRun,
  row: GridRow,
  withRaw: boolean,
  scores: readonly NamedScore[] = [],
): string {
  const { prompt, records } = row;
  const currencies = currenciesOf(run);
  const columns = Object.entries(prompt.columns).map(([name, cell]) => `${printable(name)}:\n${indent(cell)}`);
  const sections = [
    `Prompt ${printable(prompt.id)} (${printable(prompt.promptSet)}, row ${prompt.row}, line ${prompt.line}) in run ${run.id}${run.plan.simulated ? " SIMULATED" : ""}`,
    ...columns,
    ...(records.length === 0 ? ["No answer is stored for it yet."] : []),
    ...records.map((record) =>
      [
        renderRecord(run, record, withRaw, currencies[record.lane] ?? null),
        ...scoresOf(record, scores).map(({ scorer, score }) => `  score ${scorer}: ${describeScore(score)}`),
      ].join("\n"),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** One prompt with every record of it, for `--json`; raw bodies as text, on request. */
export function promptAsJson(
  run: StoredRun,
  row: GridRow,
  withRaw: boolean,
  scores: readonly NamedScore[] = [],
): object {
  const records = row.records.map(({ lane, template, cell, raw, ...record }) => ({
    model: run.plan.models[lane]?.name ?? null,
    template: run.plan.templates[template]?.name ?? null,
    ...record,
    ...(scores.length === 0
      ? {}
      : { scores: scoresOf({ lane, cell }, scores).map(({ scorer, score }) => ({ scorer, ...score })) }),
    ...(withRaw ? { raw: raw === null ? null : decode(raw) } : {}),
  }));
  return { run: run.id, simulated: run.plan.simulated, prompt: row.prompt, records };
}

function scoresOf({ lane, cell }: Pick<GridRecord, "lane" | "cell">, scores: readonly NamedScore[]): NamedScore[] {
  return scores.filter((score) => score.lane === lane && score.cell === cell);
}

function describeScore(score: Score): string {
  if (score.kind !== "scored") return `${score.kind === "error" ? "failed" : "none"}, ${printable(score.reason)}`;
  return `${formatScore(score.value)}${score.reason === null ? "" : `, ${printable(score.reason)}`}`;
}

function renderRecord(run: StoredRun, record: GridRecord, withRaw: boolean, currency: string | null): string {
  const model = run.plan.models[record.lane]?.name ?? String(record.lane);
  const template = run.plan.templates.length > 1 ? ` / ${run.plan.templates[record.template]?.name ?? ""}` : "";
  const repeat = run.plan.repeats > 1 ? ` #${record.repeat}` : "";
  const lines = [
    `${printable(model + template)}${repeat}: ${describeOutcome(record.outcome)}`,
    `  ${describeTimings(record)}`,
    `  usage ${describeUsage(record.usage)}${record.cost === null ? "" : `, cost ${formatCost(record.cost, currency)}`}`,
    `  ${describeResponse(record)}`,
    ...describeTexts(record.outcome),
    ...(withRaw ? ["  raw response:", record.raw === null ? "    not stored" : indent(decode(record.raw))] : []),
  ];
  return lines.join("\n");
}

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind !== "completed") {
    return `${outcome.kind}, ${printable(outcome.code)}: ${printable(outcome.message)}`;
  }
  return outcome.finishReason === null ? "completed" : `completed (${printable(outcome.finishReason)})`;
}

function describeTimings(record: GridRecord): string {
  return [
    `latency ${formatLatency(record.latencyMs)}`,
    `queued ${formatLatency(record.queueMs)}`,
    `between attempts ${formatLatency(record.retryMs)}`,
    formatQuantity(record.attempts, "attempt"),
    ...(record.rateLimited === 0 ? [] : [`${formatCount(record.rateLimited)} rate limited`]),
    `sent ${new Date(record.startedAt).toISOString()}`,
  ].join(", ");
}

function describeUsage(usage: Usage): string {
  if (usage.kind === "absent") return "not reported";
  const counts = `${formatCount(usage.promptTokens)} prompt + ${formatCount(usage.completionTokens)} completion = ${formatCount(usage.totalTokens)} tokens`;
  return usage.kind === "inconsistent" ? `${counts} (as reported, they contradict each other)` : counts;
}

function describeResponse(record: GridRecord): string {
  return [
    record.httpStatus === null ? "no HTTP response" : `HTTP ${record.httpStatus}`,
    ...(record.requestId === null ? [] : [`request id ${printable(record.requestId)}`]),
    ...(record.returnedModel === null ? [] : [`model ${printable(record.returnedModel)}`]),
  ].join(", ");
}

function describeTexts(outcome: Outcome): string[] {
  if (outcome.kind === "failed") return [];
  return [
    ...(outcome.reasoning === null ? [] : ["  reasoning:", indent(outcome.reasoning)]),
    ...(outcome.toolCalls === null ? [] : ["  tool calls:", indent(outcome.toolCalls)]),
    ...(outcome.text === null ? ["  no text"] : ["  text:", indent(outcome.text)]),
  ];
}

function indent(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `    ${printable(line)}`.trimEnd())
    .join("\n");
}

function decode(raw: Uint8Array): string {
  return new TextDecoder().decode(raw);
}
