import type { ReportedFigure, ReportedSlice } from "../../compare/report.ts";
import { formatCount } from "../format/number.ts";
import { renderTable, type TableColumn } from "../format/table.ts";
import { displayWidth, printable } from "../format/text.ts";
import { formatChange, formatDifference, formatFigure, formatInterval, formatP, verdictOf } from "./figure-text.ts";

/** The columns in which a comparison is printed, on a terminal and in Markdown alike. */
export const figureColumns: readonly TableColumn<ReportedFigure>[] = [
  { heading: "figure", align: "left", cell: ({ name }) => printable(name) },
  { heading: "pairs", align: "right", cell: ({ pairs }) => formatCount(pairs) },
  { heading: "missing", align: "right", cell: ({ missing }) => formatCount(missing) },
  {
    heading: "baseline",
    align: "right",
    cell: ({ baseline, unit }) => formatInterval(baseline, (value) => formatFigure(value, unit)),
  },
  {
    heading: "candidate",
    align: "right",
    cell: ({ candidate, unit }) => formatInterval(candidate, (value) => formatFigure(value, unit)),
  },
  {
    heading: "difference",
    align: "right",
    cell: ({ difference, unit }) => formatInterval(difference, (value) => formatDifference(value, unit)),
  },
  { heading: "", align: "left", cell: verdictOf },
  {
    heading: "relative",
    align: "right",
    cell: ({ relative }) => (relative === null ? "" : formatInterval(relative, formatChange)),
  },
  { heading: "p", align: "right", cell: (figure) => formatP(figure.p_value) },
  { heading: "detectable", align: "right", cell: ({ detectable, unit }) => unsigned(detectable, unit) },
];

/** The same for a narrow terminal: only the difference has its interval. */
const briefFigureColumns: readonly TableColumn<ReportedFigure>[] = figureColumns
  .filter(({ heading }) => heading !== "relative" && heading !== "detectable")
  .map((column) =>
    column.heading === "baseline" || column.heading === "candidate"
      ? {
          ...column,
          cell: (figure) =>
            formatFigure(figure[column.heading === "baseline" ? "baseline" : "candidate"]?.value ?? null, figure.unit),
        }
      : column,
  );

/** The figures as a table of at most `width` terminal cells where a shorter form makes it that. */
export function renderFigures(figures: readonly ReportedFigure[], width: number): string {
  const whole = renderTable(figureColumns, figures);
  return Math.max(...whole.split("\n").map(displayWidth)) <= width ? whole : renderTable(briefFigureColumns, figures);
}

/** The same for slices, which are many: p values are adjusted. */
export const sliceColumns: readonly TableColumn<ReportedSlice>[] = [
  { heading: "slice", align: "left", cell: ({ value }) => (value === "" ? "(empty)" : printable(value)) },
  ...figureColumns.filter(({ heading }) => ["figure", "pairs", "missing"].includes(heading)),
  {
    heading: "baseline",
    align: "right",
    cell: ({ baseline, unit }) => formatFigure(baseline?.value ?? null, unit),
  },
  {
    heading: "candidate",
    align: "right",
    cell: ({ candidate, unit }) => formatFigure(candidate?.value ?? null, unit),
  },
  ...figureColumns.filter(({ heading }) => heading === "difference"),
  { heading: "p (BH)", align: "right", cell: (slice) => formatP(slice.adjusted_p_value) },
];

function unsigned(value: number | null, unit: ReportedFigure["unit"]): string {
  return formatDifference(value, unit).replace(/^\+/, "");
}
