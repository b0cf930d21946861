import { expect, test } from "vitest";
import { readSet } from "./read-set.ts";

test("gives strings as they are and other values as compact JSON, digits as written", async () => {
  const set = await readSet(
    "a.jsonl",
    '{"id": 7, "prompt": "a\\nb {{x}}", "list": [1, {"b": 12345678901234567890}], "n": 1.0, "z": null, "t": true}\n',
  );
  expect(set.columns).toEqual(["id", "prompt", "list", "n", "z", "t"]);
  expect(set.rows).toEqual([
    { row: 1, line: 1, id: "7", cells: ["7", "a\nb {{x}}", '[1,{"b":12345678901234567890}]', "1.0", "null", "true"] },
  ]);
});

test("takes the union of columns in first-seen order; a missing one is an empty cell", async () => {
  const set = await readSet("a.ndjson", '{"a":"1"}\r\n\r\n{"b":"2"}\n{"c":"3","a":"4"}');
  expect(set.columns).toEqual(["a", "b", "c"]);
  expect(set.cells).toEqual([["1"], ["", "2"], ["4", "", "3"]]);
  expect(set.lines).toEqual([1, 3, 4]);
});

test("keeps column names that JavaScript objects use themselves", async () => {
  const set = await readSet("a.jsonl", '{"__proto__":"p","constructor":"c"}\n');
  expect(set.columns).toEqual(["__proto__", "constructor"]);
  expect(set.cells).toEqual([["p", "c"]]);
});

test("reports every line that is no object, with its number", async () => {
  const set = await readSet("a.jsonl", '{"p":"ok"}\n[1]\n\n{bad}\n"text"\n{"p":"\\ud800"}\n');
  expect(set.problems).toEqual([
    'a.jsonl:2: the line is no JSON object (found "[1]", expected one JSON object on each line)',
    `a.jsonl:4: the line is not valid JSON: Expected property name or '}' in JSON at position 1 (found "{bad}", expected one JSON object on each line)`,
    String.raw`a.jsonl:5: the line is no JSON object (found "\"text\"", expected one JSON object on each line)`,
    'a.jsonl:6: the text holds half a character (a lone surrogate) (found in "p", expected one JSON object on each line)',
  ]);
});

test("refuses an empty id, a missing one, and ids that start late", async () => {
  const missing = await readSet("a.jsonl", '{"id":"1","p":"x"}\n{"p":"y"}\n{"id":" "}\n');
  expect(missing.problems.map((line) => line.split(" (")[0])).toEqual([
    "a.jsonl:2: the id is empty",
    "a.jsonl:3: the id is empty",
  ]);
  const late = await readSet("a.jsonl", '{"p":"x"}\n{"id":"1","p":"y"}\n');
  expect(late.problems[0]).toContain('a.jsonl:2: the first id ("id") comes after rows without one');
});

test("recognises JSON Lines without an extension by the first character", async () => {
  expect((await readSet("prompts", '\n  {"p":"x"}\n')).cells).toEqual([["x"]]);
  expect((await readSet("prompts.txt", "p;q\n{;}\n")).cells).toEqual([["{", "}"]]);
});

test("names the line of invalid bytes and leaves that line out when told to", async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"p":"a"}\r\n{"p":"'),
    Buffer.from([0xff]),
    Buffer.from('"}\n{"p":"b"}\n'),
  ]);
  const refused = await readSet("a.jsonl", bytes);
  expect(refused.problems[0]).toContain("a.jsonl:2: the text is not valid utf-8 (found FF at byte 17 of the file");
  const skipped = await readSet("a.jsonl", bytes, { skipInvalid: true });
  expect(skipped.cells).toEqual([["a"], ["b"]]);
  expect(skipped.skippedRows).toBe(1);
});

test("keeps lines right across many reads", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => JSON.stringify({ p: "问".repeat(index % 30) }));
  const set = await readSet("a.jsonl", lines.join("\r\n"));
  expect(set.lines).toEqual(lines.map((_, index) => index + 1));
});
