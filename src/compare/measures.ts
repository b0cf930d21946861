import type { Direction } from "./figure.ts";

/** One thing that is measured of every task, before any pair is made. */
export interface Measure {
  /** `score.exact`, `refused`, `latency_p95_ms`. */
  readonly name: string;
  /** What of the pairs is compared: the mean, or a quantile. */
  readonly statistic: { readonly kind: "mean" } | { readonly kind: "quantile"; readonly p: number };
  readonly direction: Direction;
  /** What a value counts; a score of 0 and 1 reads as a share. */
  readonly unit: "share" | "tokens" | "money" | "ms" | "score";
  /** The column of values it is taken from; several measures may share one. */
  readonly values: string;
}

/** What a row of the completions table says of a task; null where it says nothing, NaN where it cannot be read. */
export interface ValueColumn {
  readonly name: string;
  /** Column of the table that must be there. */
  readonly column: string;
  readonly read: (row: TaskCells) => number | null;
}

/** The cells that the values are read from. */
export interface TaskCells {
  readonly status: string;
  readonly finishReason: string;
  /** The cell of `column`, empty where the table has none. */
  readonly cell: string;
}

const SETTLED: ReadonlySet<string> = new Set(["completed", "refused", "failed"]);

/** Whether a cell of `status` is one that promptgrid writes. */
export function isTaskStatus(cell: string): boolean {
  return SETTLED.has(cell) || cell === "cancelled";
}

/** Whether a task ended so; an unsettled task says nothing. */
function share(holds: (row: TaskCells) => boolean): (row: TaskCells) => number | null {
  return (row) => (SETTLED.has(row.status) ? Number(holds(row)) : null);
}

/** Numbers of an answer; a failed task has no answer, whatever its last attempt took. */
function answered({ status, cell }: TaskCells): number | null {
  return status === "failed" ? null : numberIn(cell);
}

const fixedValues: readonly ValueColumn[] = [
  { name: "refused", column: "status", read: share(({ status }) => status === "refused") },
  { name: "failed", column: "status", read: share(({ status }) => status === "failed") },
  { name: "truncated", column: "finish_reason", read: share(({ finishReason }) => finishReason === "length") },
  { name: "prompt_tokens", column: "prompt_tokens", read: answered },
  { name: "completion_tokens", column: "completion_tokens", read: answered },
  { name: "cost", column: "cost", read: answered },
  { name: "latency_ms", column: "latency_ms", read: answered },
];

/** The columns of every completions table that figures are made of; scores come on top. */
export const FIXED_COLUMNS: readonly string[] = [...new Set(fixedValues.map(({ column }) => column))];

const mean = { kind: "mean" } as const;
const lower = "lower is better" as const;

const fixedMeasures: readonly Measure[] = [
  { name: "refused", statistic: mean, direction: lower, unit: "share", values: "refused" },
  { name: "failed", statistic: mean, direction: lower, unit: "share", values: "failed" },
  { name: "truncated", statistic: mean, direction: lower, unit: "share", values: "truncated" },
  { name: "prompt_tokens", statistic: mean, direction: lower, unit: "tokens", values: "prompt_tokens" },
  { name: "completion_tokens", statistic: mean, direction: lower, unit: "tokens", values: "completion_tokens" },
  { name: "cost", statistic: mean, direction: lower, unit: "money", values: "cost" },
  {
    name: "latency_p50_ms",
    statistic: { kind: "quantile", p: 0.5 },
    direction: lower,
    unit: "ms",
    values: "latency_ms",
  },
  {
    name: "latency_p95_ms",
    statistic: { kind: "quantile", p: 0.95 },
    direction: lower,
    unit: "ms",
    values: "latency_ms",
  },
];

const SCORE = "score.";

/** The values that can be read from both of two tables. */
export function valueColumns(columns: readonly string[]): ValueColumn[] {
  const scores = columns.filter((column) => column.startsWith(SCORE));
  return [
    ...scores.map((column) => ({ name: column, column, read: ({ cell }: TaskCells) => numberIn(cell) })),
    ...fixedValues.filter(({ column }) => columns.includes(column)),
  ];
}

/** What is compared, scores first; `lowerScores` are the scores that are better when lower. */
export function measuresOf(columns: readonly string[], lowerScores: ReadonlySet<string>): Measure[] {
  const values = new Set(valueColumns(columns).map(({ name }) => name));
  const scores = [...values]
    .filter((name) => name.startsWith(SCORE))
    .map((name): Measure => {
      const direction = lowerScores.has(name) ? lower : "higher is better";
      return { name, statistic: mean, direction, unit: "score", values: name };
    });
  return [...scores, ...fixedMeasures.filter((measure) => values.has(measure.values))];
}

/** Columns of the scores that are amounts: there less is better. */
export function lowerScoreColumns(
  scorers: readonly { readonly name: string; readonly isAmount: boolean }[],
): ReadonlySet<string> {
  return new Set(scorers.filter(({ isAmount }) => isAmount).map(({ name }) => `${SCORE}${name}`));
}

/** Null for an empty cell, NaN for one that holds no finite number. */
function numberIn(cell: string): number | null {
  if (cell === "") return null;
  const value = cell.trim() === "" ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}
