import type { RunScore } from "../run/run-scores.ts";
import { formatCount, formatSignificant, UNKNOWN } from "./format/number.ts";
import { renderTable, type TableColumn } from "./format/table.ts";
import { printable } from "./format/text.ts";

/** Means with their intervals, and beside each how many completions it rests on and how many are missing. */
export function renderScoreTable(scores: readonly RunScore[]): string {
  const hasTemplates = new Set(scores.map(({ template }) => template)).size > 1;
  const columns: TableColumn<RunScore>[] = [
    { heading: "score", align: "left", cell: ({ scorer }) => scorer },
    ...(scores.some(({ slice }) => slice !== null) ? [sliceColumn] : []),
    { heading: "model", align: "left", cell: ({ model }) => printable(model) },
    ...(hasTemplates ? [templateColumn] : []),
    { heading: "mean", align: "right", cell: ({ mean }) => formatScore(mean) },
    { heading: "95 % interval", align: "left", cell: ({ interval }) => formatInterval(interval) },
    { heading: "scored", align: "right", cell: ({ scored }) => formatCount(scored) },
    { heading: "missing", align: "right", cell: ({ missing }) => formatCount(missing) },
    ...(scores.some(({ errors }) => errors > 0) ? [errorColumn] : []),
  ];
  return renderTable(columns, scores);
}

const sliceColumn: TableColumn<RunScore> = {
  heading: "slice",
  align: "left",
  cell: ({ slice }) => (slice === "" ? "(empty)" : printable(slice ?? "")),
};

const templateColumn: TableColumn<RunScore> = {
  heading: "template",
  align: "left",
  cell: ({ template }) => printable(template),
};

const errorColumn: TableColumn<RunScore> = {
  heading: "errors",
  align: "right",
  cell: ({ errors }) => formatCount(errors),
};

/** Four significant digits, never 1 for what is less; null is unknown. */
export function formatScore(value: number | null): string {
  return value === null ? UNKNOWN : formatSignificant(value);
}

function formatInterval(interval: RunScore["interval"]): string {
  return interval === null ? UNKNOWN : `${formatScore(interval[0])} to ${formatScore(interval[1])}`;
}
