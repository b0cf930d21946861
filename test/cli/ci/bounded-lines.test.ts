import { expect, test } from "vitest";
import { boundedLines } from "../../../src/cli/ci/bounded-lines.ts";

test("a text that fits stays as it is", () => {
  expect(boundedLines("一\n二\n", 8)).toBe("一\n二\n");
});

test("a longer one is cut at a line, said so, and never above the bound in bytes", () => {
  const text = Array.from({ length: 1_000 }, (_, line) => `第 ${line} 行`).join("\n");
  for (const bound of [100, 101, 102, 103, 5_000]) {
    const cut = boundedLines(text, bound);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bound);
    expect(cut).toMatch(/行\n\n<\/details>\n\n\*Cut: .*\*\n$/);
  }
});

test("where not even the note fits, nothing is written", () => {
  expect(boundedLines("a longer text\nof two lines\n", 20)).toBe("");
  expect(boundedLines("a\n", -5)).toBe("");
});
