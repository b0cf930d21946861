import * as fc from "fast-check";
import { stringify } from "csv-stringify/sync";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { readFileAsSet, readSet } from "./read-set.ts";

test("gives each row its number, its physical line, its id and its cells", async () => {
  const set = await readSet("a.csv", "id,prompt\nq1,one\nq2,two\n");
  expect(set.columns).toEqual(["id", "prompt"]);
  expect(set.rows).toEqual([
    { row: 1, line: 2, id: "q1", cells: ["q1", "one"] },
    { row: 2, line: 3, id: "q2", cells: ["q2", "two"] },
  ]);
  expect(set.problems).toEqual([]);
});

test("keeps physical lines right through mixed line ends, blank lines and multi-line cells", async () => {
  const text = '\n\r\nid,prompt\r\n1,"a\nb\r\nc\rd"\r2,x\n\n\r\n3,"y\r\n"\n4,z';
  const set = await readSet("a.csv", text);
  expect(set.cells).toEqual([
    ["1", "a\nb\r\nc\rd"],
    ["2", "x"],
    ["3", "y\r\n"],
    ["4", "z"],
  ]);
  expect(set.lines).toEqual([4, 8, 11, 13]);
});

test("keeps physical lines right across many reads of a large file", async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `${index},"first\r\nsecond ${"问".repeat(index % 40)}"`);
  const set = await readSet("a.csv", `id,prompt\r\n${rows.join("\r\n")}`);
  expect(set.lines).toEqual(rows.map((_, index) => 2 + 2 * index));
  expect(set.problems).toEqual([]);
});

test("tells a blank line from a row that holds one empty cell", async () => {
  const set = await readSet("a.csv", 'prompt\n""\n\nx\n\r\n""');
  expect(set.cells).toEqual([[""], ["x"], [""]]);
  expect(set.lines).toEqual([2, 4, 6]);
});

test("reads doubled quotes and cells of 150,000 characters", async () => {
  const long = "长".repeat(150_000);
  const set = await readSet("a.csv", `prompt,more\n"say ""hi""",${long}\n`);
  expect(set.cells).toEqual([['say "hi"', long]]);
});

test("leaves every cell as it is, whatever it looks like", async () => {
  const cells = ["{{7*7}}", "{# x #}", "file:///etc/hostname", '["a"]', "=1+1", " spaced ", "007", "null", "$&"];
  const set = await readSet("a.csv", stringify([cells.map((_, index) => `c${index}`), cells]));
  expect(set.cells).toEqual([cells]);
});

test("calls columns with an empty header by their position", async () => {
  const set = await readSet("a.csv", "id,, \n1,2,3\n");
  expect(set.columns).toEqual(["id", "column2", "column3"]);
});

test("refuses header names that occur twice, naming their positions", async () => {
  const set = await readSet("a.csv", "\nid,prompt,id,prompt,id\n1,2,3,4,5\n");
  expect(set.problems).toEqual([
    'a.csv:2: the column name "id" occurs 3 times (found columns 1 and 3 and 5, expected names that are all different). Rename one of them in the header',
    'a.csv:2: the column name "prompt" occurs 2 times (found columns 2 and 4, expected names that are all different). Rename one of them in the header',
  ]);
  expect(set.rows).toEqual([]);
});

test("numbers the columns of a file without a header and gives its first line as data", async () => {
  const set = await readSet("a.csv", "id,b\nc,d\n", { header: false });
  expect(set.columns).toEqual(["column1", "column2"]);
  expect(set.rows.map(({ line, id }) => ({ line, id }))).toEqual([
    { line: 1, id: null },
    { line: 2, id: null },
  ]);
});

test("reports every ragged row with its physical line, fields found and expected, and the columns", async () => {
  const set = await readSet("a.csv", 'id,prompt,note\n1,"a\nb",x\n2,"c\nd"\n3,e,f,g\n4,ok,ok\n');
  expect(set.problems).toEqual([
    "a.csv:4: the row has too few fields (found 2 fields, on lines 4 to 5, expected 3 fields: id, prompt, note). Put quotes around a cell that holds the delimiter or a line break, and double the quotes inside it",
    "a.csv:6: the row has too many fields (found 4 fields, expected 3 fields: id, prompt, note). Put quotes around a cell that holds the delimiter or a line break, and double the quotes inside it",
  ]);
});

test("leaves invalid rows out when told to, keeping the numbers of the others", async () => {
  const set = await readSet("a.csv", "id,prompt\n1,a\n2\n ,b\n4,c\n", { skipInvalid: true });
  expect(set.rows.map(({ row, id }) => ({ row, id }))).toEqual([
    { row: 1, id: "1" },
    { row: 4, id: "4" },
  ]);
  expect(set.problems).toEqual([]);
  expect(set.skippedRows).toBe(2);
  expect(set.skipped[0]).toContain("a.csv:3: the row has too few fields");
  expect(set.skipped[1]).toContain('a.csv:4: the id is empty (column "id")');
});

test("takes the id from the column that is named for it", async () => {
  const set = await readSet("a.csv", "id,key,prompt\n1,k1,a\n", { idColumn: "key" });
  expect(set.rows[0]?.id).toBe("k1");
  const without = await readSet("a.csv", "id,key,prompt\n1,k1,a\n", { idColumn: "none" });
  expect(without.rows[0]?.id).toBeNull();
});

test("shows a hundred problems and counts the rest", async () => {
  const set = await readSet("a.csv", `id,prompt\n${"x\n".repeat(250)}`);
  expect(set.problems).toHaveLength(101);
  expect(set.problems[99]).toContain("a.csv:101:");
  expect(set.problems[100]).toBe("a.csv: 150 more problems in this file");
});

test("counts every row left out, also those it does not list", async () => {
  const set = await readSet("a.csv", `id,prompt\n1,ok\n${"x\n".repeat(250)}`, { skipInvalid: true });
  expect(set.skippedRows).toBe(250);
  expect(set.skipped).toHaveLength(101);
});

test("names the line on which an unclosed quote was opened, not that of its row", async () => {
  const set = await readSet("a.csv", 'id,prompt,note\n1,"fine\ncell","never closed,\n2,b,c\n3,d,e\n');
  expect(set.problems).toHaveLength(1);
  expect(set.problems[0]).toContain("a.csv:3: a quoted cell is opened and never closed");
  expect(set.problems[0]).toContain(String.raw`found "\"never closed`);
});

test("finds an unclosed quote after many reads", async () => {
  const rows = "x,y\r\n".repeat(30_000);
  const set = await readSet("a.csv", `id,prompt\r\n${rows}z,"open\r\n${rows}`);
  expect(set.problems).toHaveLength(1);
  expect(set.problems[0]).toContain("a.csv:30002: a quoted cell is opened and never closed");
});

test("names both lines when text follows a closing quote", async () => {
  const set = await readSet("a.csv", 'id,prompt\n1,"open\nstill open\n2,"oops\n');
  expect(set.problems[0]).toContain("a.csv:4: text follows the closing quote of the cell opened on line 2");
});

test("refuses a quote in the middle of an unquoted cell, also when invalid rows are left out", async () => {
  const set = await readSet("a.csv", 'id,prompt\n1,ok\n2,a 5" pipe\n', { skipInvalid: true });
  expect(set.problems).toHaveLength(1);
  expect(set.problems[0]).toContain("a.csv:3: there is a quote inside a cell that does not start with one");
});

test("takes quotes as plain text when told to", async () => {
  const set = await readSet("a.tsv", 'id\tprompt\n1\t"half open, 5" pipe\n2\t"whole"\n', { quotes: false });
  expect(set.cells).toEqual([
    ["1", '"half open, 5" pipe'],
    ["2", '"whole"'],
  ]);
});

test("refuses files without rows, each in its own words", async () => {
  expect((await readSet("a.csv", "")).problems[0]).toContain("a.csv: the file holds no prompts (found no data");
  expect((await readSet("a.csv", "\uFEFF\n\n")).problems[0]).toContain("found no data");
  expect((await readSet("a.csv", "id,prompt\n")).problems[0]).toContain("found 0 rows under the columns id, prompt");
  const skipped = await readSet("a.csv", "id,prompt\n1\n", { skipInvalid: true });
  expect(skipped.problems[0]).toContain("every row was left out as invalid");
});

test("refuses options that cannot be used, all at once", async () => {
  const set = await readSet("a.csv", "a\n1\n", { encoding: "klingon", delimiter: '"' });
  expect(set.problems).toEqual([
    '--encoding: there is no such encoding (found "klingon", expected a label of the Encoding Standard, e.g. utf-8, utf-16le, gb18030, gbk, big5, shift_jis, windows-1252)',
    String.raw`--delimiter: this cannot separate fields (found "\"", expected one or more characters other than quotes and line breaks)`,
  ]);
});

test("stops reading at once when the reader wants no more", async () => {
  const folder = await temporaryFolder({ "a.csv": `prompt\n${"x\n".repeat(200_000)}` });
  const { parsePromptSet } = await import("../../src/prompts/parse-prompt-set.ts");
  const { defaultParseOptions } = await import("../../src/prompts/options.ts");
  const parts = parsePromptSet({ path: join(folder, "a.csv"), name: "a.csv" }, defaultParseOptions);
  const first = await parts.next();
  await parts.return();
  expect(first.value?.kind).toBe("rows");
  expect(await parts.next()).toEqual({ done: true, value: undefined });
});

test("reads back any table, with any delimiter and any line ends", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "a.csv");
  const character = fc.constantFrom("a", "问", "😀", '"', ",", ";", "\t", "\n", "\r", " ", "{", "é", "\uFEFF");
  const cell = fc.string({ unit: character, maxLength: 12 });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(",", ";", "\t", "||", "，"),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.boolean(),
      async (rows, delimiter, recordDelimiter, bom) => {
        const columns = rows[0]?.map((_, index) => `c${index}`) ?? [];
        const format = { delimiter, record_delimiter: recordDelimiter, quoted: true, quoted_empty: true, bom };
        const write = (count: number) => stringify([columns, ...rows.slice(0, count)], format);
        await writeFile(path, write(rows.length));
        const set = await readFileAsSet(path, "a.csv", { delimiter });
        expect(set.problems).toEqual([]);
        expect(set.columns).toEqual(columns);
        expect(set.cells).toEqual(rows);
        expect(set.lines).toEqual(rows.map((_, index) => 1 + (write(index).match(/\r\n|\n|\r/g)?.length ?? 0)));
      },
    ),
    { numRuns: 150 },
  );
});

test("any text at all gives rows or problems, never an error", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "a.csv");
  const character = fc.constantFrom("a", "b", '"', '"', ",", ";", "\t", "\n", "\r", " ", "\0", "é");
  const options = fc.record({ header: fc.boolean(), quotes: fc.boolean(), skipInvalid: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: character, maxLength: 30 }), options, async (text, some) => {
      await writeFile(path, text);
      const set = await readFileAsSet(path, "a.csv", some);
      expect(set.rows.length + set.problems.length).toBeGreaterThan(0);
      expect(set.rows.every((row) => row.cells.length === set.columns.length)).toBe(true);
    }),
    { numRuns: 250 },
  );
});
