import type { LabelAgreement } from "../run/label-agreement.ts";
import { formatCount, UNKNOWN } from "./format/number.ts";
import { renderTable } from "./format/table.ts";
import { printable } from "./format/text.ts";
import { formatScore } from "./score-table.ts";

/** How far each score agrees with the labels of a column. */
export function renderAgreement(agreements: readonly LabelAgreement[], column: string): string {
  const table = renderTable<LabelAgreement>(
    [
      { heading: "score", align: "left", cell: ({ scorer }) => scorer },
      { heading: "model", align: "left", cell: ({ model }) => printable(model) },
      { heading: "labelled", align: "right", cell: ({ pairs }) => formatCount(pairs) },
      { heading: "equal", align: "right", cell: ({ agreement }) => formatScore(agreement) },
      { heading: "kappa", align: "right", cell: ({ kappa }) => formatScore(kappa) },
      {
        heading: "95 % interval",
        align: "left",
        cell: ({ interval }) =>
          interval === null ? UNKNOWN : `${formatScore(interval[0])} to ${formatScore(interval[1])}`,
      },
    ],
    agreements,
  );
  return `Agreement with the labels in ${printable(column)}:\n\n${table}`;
}
