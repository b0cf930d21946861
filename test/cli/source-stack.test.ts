import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { sourceStack } from "../../src/cli/source-stack.ts";

const dist = resolve(import.meta.dirname, "../../dist");

test("a position in the built command becomes that in the sources", () => {
  const needle = "promptgrid needs Node ";
  const stack = `Error: x\n    at refuseNode (${positionOf("bin.js", needle)})\n    at node:internal/main:1:2`;
  const source = readFileSync(resolve(dist, "../src/bin.ts"), "utf8");
  const line = source.split("\n").findIndex((text) => text.includes(needle)) + 1;
  const url = pathToFileURL(resolve(dist, "../src/bin.ts")).href;
  expect(sourceStack(stack)).toMatch(`    at refuseNode (${url}:${line}:`);
  expect(sourceStack(stack)).toMatch(/^Error: x\n[^]*\n {4}at node:internal\/main:1:2$/);
});

test("positions without a source map stay as they are", () => {
  const stack = "Error: x\n    at f (file:///nowhere/a.js:1:2)\n    at g (file:///nowhere/b.ts:3:4)";
  expect(sourceStack(stack)).toBe(stack);
});

/** `<url>:<line>:<column>` of `needle` in a built file. */
function positionOf(file: string, needle: string): string {
  const lines = readFileSync(join(dist, file), "utf8").split("\n");
  const line = lines.findIndex((text) => text.includes(needle));
  const column = (lines[line] ?? "").indexOf(needle);
  return `${pathToFileURL(join(dist, file)).href}:${line + 1}:${column + 1}`;
}
