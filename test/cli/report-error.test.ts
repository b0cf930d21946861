import { expect, test } from "vitest";
import { reportError } from "../../src/cli/report-error.ts";
import { ProblemsError, StoreError } from "../../src/core/errors.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { memoryContext } from "./support/memory-context.ts";

function report(error: unknown): { code: number; text: string } {
  const context = memoryContext();
  const code = reportError(error, context);
  return { code, text: context.printed("stderr") };
}

test("problems are listed one per line and counted", () => {
  const problems = [
    { where: "a.csv:3", what: "has too few\nfields", found: "2", expected: "3", fix: "Quote the comma" },
    { where: "--limit", what: "is too small" },
  ];
  expect(report(new ProblemsError(problems))).toEqual({
    code: 2,
    text: "a.csv:3: has too few fields (found 2, expected 3). Quote the comma\n--limit: is too small\n2 problems found\n",
  });
});

test("a usage error is its message alone", () => {
  expect(report(new UsageError("no such thing"))).toEqual({ code: 2, text: "no such thing\n" });
});

test("a failed store is its own message, which says where it failed and what to do", () => {
  expect(report(new StoreError("SQLITE_FULL", "r/promptgrid.db: the disk is full. Free some space"))).toEqual({
    code: 3,
    text: "The results database failed: r/promptgrid.db: the disk is full. Free some space\n",
  });
});

test("output that cannot be written is no defect: what was stored is safe", () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    syscall: "write",
  });
  const { code, text } = report(error);
  expect(code).toBe(3);
  expect(text).toMatch(/^Output could not be written: ENOSPC: .*\nWhat was stored is safe: .*\n$/);
});

test("anything else is a defect of ours and shows its stack", () => {
  const { code, text } = report(new TypeError("x is not a function"));
  expect(code).toBe(70);
  expect(text).toMatch(/TypeError: x is not a function\n +at /);
  expect(text).toContain("This is a defect of promptgrid, please report it");
  expect(report("just a string").code).toBe(70);
});

test("colours only go to a terminal that wants them", () => {
  const coloured = (environment: Record<string, string>, terminalColumns?: number) => {
    const context = memoryContext({ environment, ...(terminalColumns === undefined ? {} : { terminalColumns }) });
    reportError(new UsageError("no"), context);
    return context.printed("stderr").includes("\u001b[");
  };
  expect([coloured({}, 80), coloured({ NO_COLOR: "1" }, 80), coloured({ TERM: "dumb" }, 80), coloured({})]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
