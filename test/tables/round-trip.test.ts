import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outcome } from "../../src/core/record.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { completed, makePlan, makePrompt, makeRecord, makeRun, sourceOf, startedAt } from "./grid.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptgrid-tables-"));
});
afterEach(() => rm(folder, { recursive: true }));

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    '"',
    ",",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "'",
    "\uFEFF",
    "\u2028",
    "\0",
    '",\n"',
    "null",
    "[cancelled]",
  ),
);
const input = fc.record({ prompt: text, other: text });
const outcome: fc.Arbitrary<Outcome | null> = fc.oneof(
  fc.constant(null),
  fc.option(text).map((value) => completed(value)),
  fc.record({ kind: fc.constant("failed" as const), code: text, message: text }),
  fc.record({
    kind: fc.constant("refused" as const),
    code: text,
    message: text,
    text: fc.option(text),
    finishReason: fc.option(text),
    reasoning: text,
    toolCalls: text,
  }),
);

test("whatever the texts are, reading completions.csv gives them back, one row per task", async () => {
  const plan = makePlan(["A", "B"]);
  const grid = fc.array(fc.tuple(input, outcome, outcome), { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(grid, async (prompts) => {
      const rows = prompts.map(([columns, ...outcomes], position) => ({
        prompt: makePrompt(position, columns),
        records: outcomes.flatMap((each, lane) =>
          each === null ? [] : [makeRecord(plan, position, { lane, outcome: each })],
        ),
      }));
      const run = makeRun(plan, rows.length, ["prompt", "other"]);
      await writeTables(sourceOf(rows), run, folder, { tables: { bom: false, escapeFormulas: false }, models: [] });

      const table: Record<string, string>[] = parse(await readFile(join(folder, "completions.csv"), "utf8"), {
        columns: true,
      });
      const expected = prompts.flatMap(([columns, ...outcomes]) =>
        outcomes.map((each) => expectedCells(columns, each)),
      );
      expect(
        table.map((row) => Object.fromEntries(Object.keys(expected[0] ?? {}).map((name) => [name, row[name]]))),
      ).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

function expectedCells(columns: { prompt: string; other: string }, result: Outcome | null) {
  return {
    status: result?.kind ?? "cancelled",
    completion: (result !== null && result.kind !== "failed" ? result.text : null) ?? "",
    error_code: result === null || result.kind === "completed" ? "" : result.code,
    error: result === null || result.kind === "completed" ? "" : result.message,
    started_at: result === null ? "" : new Date(startedAt).toISOString(),
    "input.prompt": columns.prompt,
    "input.other": columns.other,
  };
}
