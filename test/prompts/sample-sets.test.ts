import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Template } from "../../src/core/messages.ts";
import { compileTemplate } from "../../src/prompts/compile-template.ts";
import { readFileAsSet } from "./read-set.ts";

const folder = join(import.meta.dirname, "../../prompts");
const template: Template = { kind: "messages", name: "default", messages: [{ role: "user", content: "{{prompt}}" }] };

test("the repository's own prompt sets are valid, and every prompt has an id, a text and an expected answer", async () => {
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(["questions.csv", "translate.csv"]);
  const ids: string[] = [];
  for (const name of names) {
    const set = await readFileAsSet(join(folder, name), `prompts/${name}`);
    expect(set.problems).toEqual([]);
    expect(set.columns).toEqual(["id", "prompt", "expected", "category"]);
    const compiled = compileTemplate(template, set.columns, name);
    expect(compiled.problems).toEqual([]);
    for (const { id, cells } of set.rows) {
      expect(cells.every((cell) => cell.trim() !== "")).toBe(true);
      expect(compiled.check({ prompt: cells[1] ?? "" }, name)).toBeNull();
      ids.push(id ?? "");
    }
  }
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(ids.length);
});
