import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { completion, scorerOf } from "./support/completion.ts";

async function judgeBy(source: string, file = "mine.ts", options?: unknown) {
  const folder = await temporaryFolder({ [file]: source });
  const scorer = await scorerOf({ type: "module", path: file, options }, folder);
  return scorer.score(completion("你好", { id: "p1", lang: "zh" }));
}

test.each([
  ["0.25", { value: 0.25, reason: null }],
  ["true", { value: 1, reason: null }],
  ["false", { value: 0, reason: null }],
  ["({ value: false, reason: 'rude' })", { value: 0, reason: "rude" }],
  ["null", { unscored: "the scorer gave none" }],
  ["undefined", { unscored: "the scorer gave none" }],
  ["NaN", { error: "gave back NaN, not a number, true, false, { value, reason } or null" }],
  ["'yes'", { error: "gave back a text, not a number, true, false, { value, reason } or null" }],
  ["({})", { error: "gave back an object without value, not a number, true, false, { value, reason } or null" }],
  ["{ value: 1 } as const", { value: 1, reason: null }],
])("a function that gives back %s", async (expression, judgement) => {
  expect(await judgeBy(`export default (record: { text: string }) => (${expression});`)).toEqual(judgement);
});

test("it sees the completion, the prompt's columns and its own options", async () => {
  const source = `export default (record, { promptId, input, options }) =>
    ({ value: record.text.length, reason: [record.model, promptId, input.lang, options.tone].join() });`;
  expect(await judgeBy(source, "mine.js", { tone: "kind" })).toEqual({ value: 2, reason: "Qwen,p1,zh,kind" });
});

test("what it throws, or rejects with, is the error of that score only", async () => {
  expect(await judgeBy("export default () => { throw new TypeError('no'); }")).toEqual({
    error: "threw TypeError: no",
  });
  expect(await judgeBy("export default async () => { throw 'no'; }")).toEqual({ error: "threw a text" });
});

test.each([
  ["export const score = 1;", "exports no function by default"],
  ["export default (", "cannot be loaded: "],
  ["throw new Error('at once');", "cannot be loaded: Error: at once"],
])("a file that holds %j is refused before anything is sent", async (source, message) => {
  await expect(judgeBy(source)).rejects.toThrow(`config: scorers[0].path: ${message}`);
});

test("a file that is not there is refused", async () => {
  await expect(scorerOf({ type: "module", path: "nowhere.ts" })).rejects.toThrow("names a file that is not there");
});

test("another content is another scorer, also within one process", async () => {
  const folder = await temporaryFolder({ "mine.js": "export default () => 1" });
  const before = await scorerOf({ type: "module", path: "mine.js" }, folder);
  await writeFile(join(folder, "mine.js"), "export default () => 0.5");
  const after = await scorerOf({ type: "module", path: "mine.js" }, folder);
  expect(after.hash).not.toBe(before.hash);
  expect(after.score(completion(""))).toEqual({ value: 0.5, reason: null });
});
