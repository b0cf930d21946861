import type { PromptRow } from "../core/prompt-row.ts";
import { emptyId } from "./csv-problems.ts";
import type { DecodedPiece, DecodingFault } from "./decode-piece.ts";
import { decodingProblem } from "./decoding-problem.ts";
import { excerpt } from "./excerpt.ts";
import { LineIndex } from "./line-index.ts";
import { parseJsonObject } from "./parse-json-object.ts";
import type { RowCollector } from "./row-collector.ts";

/** Yields the rows of decoded JSON Lines in batches of one piece, and returns the columns in first-seen order. */
export async function* parseJsonl(
  file: string,
  pieces: AsyncIterable<DecodedPiece>,
  idColumn: string,
  collector: RowCollector,
): AsyncGenerator<readonly PromptRow[], readonly string[]> {
  const lines = new LineIndex();
  const columns = new Map<string, number>();
  for await (const { text, faults } of pieces) {
    const offset = lines.length;
    lines.add(text);
    const waiting = [...faults];
    for (let start = offset; start < lines.length;) {
      const end = Math.min(lines.endAfter(start) ?? lines.length, lines.length);
      const line = {
        number: lines.lineAt(start),
        text: Buffer.from(text.subarray(start - offset, end - offset)).toString(),
      };
      const fault = waiting[0] !== undefined && waiting[0].textOffset < end ? waiting.shift() : undefined;
      if (fault !== undefined || line.text.trim() !== "") takeLine(file, line, fault, idColumn, columns, collector);
      start = end;
    }
    lines.forgetBefore(lines.length);
    yield collector.takeRows();
  }
  return [...columns.keys()];
}

interface Line {
  readonly number: number;
  readonly text: string;
}

function takeLine(
  file: string,
  line: Line,
  fault: DecodingFault | undefined,
  idColumn: string,
  columns: Map<string, number>,
  collector: RowCollector,
): void {
  if (fault !== undefined) {
    collector.refuseRow(decodingProblem(file, line.number, fault));
    return;
  }
  const parsed = parseJsonObject(line.text);
  if (parsed.kind === "invalid") {
    collector.refuseRow({
      where: `${file}:${line.number}`,
      what: parsed.what,
      found: parsed.found ?? excerpt(line.text.trim()),
      expected: "one JSON object on each line",
    });
    return;
  }
  if (!columns.has(idColumn) && parsed.entries.has(idColumn) && collector.seen > 0) {
    collector.refuseFile({
      where: `${file}:${line.number}`,
      what: `the first id (${JSON.stringify(idColumn)}) comes after rows without one`,
      expected: "an id in every row, or in none",
    });
  }
  for (const name of parsed.entries.keys()) if (!columns.has(name)) columns.set(name, columns.size);
  const id = columns.has(idColumn) ? (parsed.entries.get(idColumn) ?? "") : null;
  if (id !== null && id.trim() === "") {
    collector.refuseRow(emptyId(file, line.number, idColumn));
    return;
  }
  collector.accept(line.number, id, alignCells(parsed.entries, columns));
}

function alignCells(entries: ReadonlyMap<string, string>, columns: ReadonlyMap<string, number>): string[] {
  const cells: string[] = [];
  for (const [name, cell] of entries) {
    const index = columns.get(name) ?? 0;
    while (cells.length < index) cells.push("");
    cells[index] = cell;
  }
  return cells;
}
