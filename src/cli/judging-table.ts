import type { JudgingSummary } from "../run/judging/summarize-judging.ts";
import { formatCost, formatCount, formatQuantity } from "./format/number.ts";
import { renderTable, type TableColumn } from "./format/table.ts";
import { printable } from "./format/text.ts";

/** What judges were asked and what that took, apart from the run's own figures, and how much the order of answers decides. */
export function renderJudging(judging: readonly JudgingSummary[]): string {
  const lines = judging.flatMap(biasLines);
  const table = `Judges, counted apart:\n\n${renderTable(columns, judging)}`;
  return lines.length === 0 ? table : `${table}\n\n${lines.join("\n")}`;
}

const count = (heading: string, cell: (summary: JudgingSummary) => number | null): TableColumn<JudgingSummary> => ({
  heading,
  align: "right",
  cell: (summary) => formatCount(cell(summary)),
});

const columns: readonly TableColumn<JudgingSummary>[] = [
  { heading: "score", align: "left", cell: ({ scorer }) => scorer },
  { heading: "judge", align: "left", cell: ({ judge }) => printable(judge) },
  count("questions", ({ tasks }) => tasks),
  count("completed", ({ completed }) => completed),
  count("refused", ({ refused }) => refused),
  count("failed", ({ failed }) => failed),
  count("cancelled", ({ cancelled }) => cancelled),
  count("no verdict", ({ unread }) => unread),
  count("tokens", ({ totalTokens }) => totalTokens),
  { heading: "cost", align: "right", cell: ({ cost, currency }) => formatCost(cost, currency) },
];

function biasLines({ scorer, positionBias }: JudgingSummary): string[] {
  if (positionBias === null || positionBias.pairs === 0) return [];
  const { pairs, flipped, decided, first } = positionBias;
  const flips = `${scorer}: the order changed the verdict of ${formatCount(flipped)} of ${formatQuantity(pairs, "pair")} (${percent(flipped, pairs)})`;
  const place = decided === 0 ? "" : `; ${percent(first, decided)} of the preferences were for the answer shown first`;
  return [`${flips}${place}`];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
