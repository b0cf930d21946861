import type { ReportedArm, ReportedFigure } from "../compare/report.ts";
import type { HistoryEntry } from "../run/history.ts";
import { formatFigure, formatInterval, verdictOf } from "./comparison/figure-text.ts";
import { renderTable, type TableColumn } from "./format/table.ts";
import { printable } from "./format/text.ts";
import { sparkline } from "./sparkline.ts";

/** What is shown beside the scores. */
const FIGURES = ["failed", "latency_p50_ms", "latency_p95_ms", "cost"];

/** What of a history is shown; null shows all. */
export interface ShownHistory {
  readonly score: string | null;
  readonly model: string | null;
}

/** The figures of successive runs as text: for each model a table with a line per run, and each figure as a sparkline. */
export function renderHistory(entries: readonly HistoryEntry[], shown: ShownHistory): string {
  const titles = [...new Set(entries.flatMap(({ arms }) => arms.map(({ candidate }) => candidate)))];
  const wanted = titles.filter((title) => shown.model === null || title.startsWith(`${shown.model} / `));
  const drifts = entries.flatMap((entry, index) => driftLines(entries[index - 1], entry, shown.model));
  const sections = [
    ...wanted.map((title) => renderArm(title, entries, shown.score)),
    ...(drifts.length === 0 ? [] : [["The endpoint's model changed:", ...drifts].join("\n")]),
    'Intervals are two-sided 95 %; "better" and "worse" are significant changes to the run before, prompt by prompt.',
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Models whose endpoint called them otherwise than in the run before. */
export function driftLines(before: HistoryEntry | undefined, entry: HistoryEntry, model: string | null): string[] {
  if (before === undefined) return [];
  return [...entry.returnedModels].flatMap(([name, names]) => {
    const earlier = before.returnedModels.get(name);
    if ((model !== null && name !== model) || earlier === undefined || earlier.join() === names.join()) return [];
    return [printable(`  ${entry.runId}  ${name}: ${earlier.join(", ")} -> ${names.join(", ")}`)];
  });
}

interface Line {
  readonly entry: HistoryEntry;
  readonly arm: ReportedArm;
  readonly change: ReportedArm | undefined;
}

function renderArm(title: string, entries: readonly HistoryEntry[], score: string | null): string {
  const lines = entries.flatMap((entry): Line[] => {
    const arm = entry.arms.find(({ candidate }) => candidate === title);
    return arm === undefined
      ? []
      : [{ entry, arm, change: entry.changes?.find(({ candidate }) => candidate === title) }];
  });
  const names = [...new Set(lines.flatMap(({ arm }) => arm.figures.map(({ name }) => name)))].filter((name) =>
    name.startsWith("score.") ? score === null || name === `score.${score}` : FIGURES.includes(name),
  );
  const columns: TableColumn<Line>[] = [
    { heading: "run", align: "left", cell: ({ entry }) => entry.runId },
    { heading: "created (UTC)", align: "left", cell: ({ entry }) => timeOf(entry.createdAt) },
    ...names.map((name): TableColumn<Line> => ({ heading: name, align: "right", cell: (line) => cellOf(line, name) })),
  ];
  const width = Math.max(...names.map((name) => name.length));
  const lights = names.map((name) => `  ${name.padEnd(width)}  ${sparkline(lines.map((line) => valueOf(line, name)))}`);
  return [printable(title), renderTable(columns, lines), "", ...lights].join("\n");
}

function cellOf({ arm, change }: Line, name: string): string {
  const figure = figureOf(arm, name);
  if (figure === undefined) return "";
  const text =
    name.startsWith("score.") || name === "failed"
      ? formatInterval(figure.candidate, (value) => formatFigure(value, figure.unit))
      : formatFigure(figure.candidate?.value ?? null, figure.unit);
  const changed = change === undefined ? undefined : figureOf(change, name);
  const verdict = changed === undefined ? "" : verdictOf(changed);
  return verdict === "" ? text : `${text} ${verdict}`;
}

function valueOf({ arm }: Line, name: string): number | null {
  return figureOf(arm, name)?.candidate?.value ?? null;
}

function figureOf({ figures }: ReportedArm, name: string): ReportedFigure | undefined {
  return figures.find((figure) => figure.name === name);
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
}
