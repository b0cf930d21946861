import { expect, test } from "vitest";
import { detectDelimiter } from "../../src/prompts/detect-delimiter.ts";
import { readSet } from "./read-set.ts";

const detect = (text: string, quotes = true) => detectDelimiter(Buffer.from(text), quotes, true);

test("takes the delimiter that occurs most often in the first record", () => {
  expect(detect("id,prompt\n")).toBe(",");
  expect(detect("id;prompt, if any;note\n1,1,1,1;2;3")).toBe(";");
  expect(detect("id\tprompt")).toBe("\t");
  expect(detect("prompt\na;b;c")).toBe(",");
});

test("does not count what stands in quotes, unless quotes are plain text", () => {
  expect(detect('"a,b,c";"d\n,,"";,,"\n,,,')).toBe(";");
  expect(detect('"a,b,c";"d', false)).toBe(",");
});

test("asks for more while the first record has not ended", () => {
  expect(detectDelimiter(Buffer.from('id;"a\nb'), true, false)).toBeNull();
  expect(detectDelimiter(Buffer.from("\n\n"), true, false)).toBeNull();
});

test("reads semicolons and tabs as found, and a .tsv always by tabs", async () => {
  expect((await readSet("a.csv", "id;prompt\n1;a,b,c\n")).cells).toEqual([["1", "a,b,c"]]);
  expect((await readSet("a.csv", "id\tprompt\n1\ta;b\n")).cells).toEqual([["1", "a;b"]]);
  expect((await readSet("a.TSV", "one,two,three\n1,2\n")).cells).toEqual([["1,2"]]);
  expect((await readSet("a.csv", "a,b;c\n1,2;3\n", { delimiter: ";" })).cells).toEqual([["1,2", "3"]]);
  expect((await readSet("a.csv", "a,b\tc\n1,2\t3\n", { delimiter: String.raw`\t` })).cells).toEqual([["1,2", "3"]]);
});

test("finds the delimiter behind a header longer than one read", async () => {
  const long = "x".repeat(100_000);
  const set = await readSet("a.csv", `"${long},,";b;c\n1;2;3\n`);
  expect(set.columns).toEqual([`${long},,`, "b", "c"]);
});
