import { expect, test } from "vitest";
import { execute } from "../../src/cli/execute.ts";
import { memoryContext } from "./support/memory-context.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

async function refusal(...args: string[]): Promise<string> {
  const context = memoryContext();
  const code = await execute(args, context);
  const stderr = context.printed("stderr");
  expect({ args, code, stdout: context.printed("stdout") }).toEqual({ args, code: 2, stdout: "" });
  expect(stderr).not.toMatch(/^ +at /m);
  return stderr;
}

test("a mistyped command gets a suggestion", async () => {
  expect(await refusal("rnu")).toBe('Unknown command "rnu". Did you mean run?\nSee promptgrid --help\n');
});

test("a command like no other gets the list", async () => {
  expect(await refusal("frobnicate")).toContain("Commands: init, plan, models, run,");
});

test("a mistyped option gets a suggestion from the options of its command", async () => {
  expect(await refusal("run", "--limt", "3")).toBe(
    "Unknown option --limt. Did you mean --limit?\nSee promptgrid run --help\n",
  );
  expect(await refusal("runs", "--limit", "3")).toContain("Unknown option --limit\n");
});

test("an option with dashes is named once, as it was written", async () => {
  expect(await refusal("run", "--run-idd=x")).toBe(
    "Unknown option --run-idd. Did you mean --run-id?\nSee promptgrid run --help\n",
  );
});

test.each([
  [["run", "--limit", "x"], '--limit: found "x", expected a whole number of at least 1'],
  [["run", "--limit", "0"], '--limit: found "0"'],
  [["run", "--limit", "1.5"], '--limit: found "1.5"'],
  [["run", "--limit"], "--limit needs a value"],
  [["run", "--limit", "1", "--limit", "2"], "--limit: found 2 values (1, 2), expected one"],
  [["run", "--delimiter", "||"], '--delimiter: found "||"'],
  [["run", "--where", "lang"], '--where: found "lang", expected column=value'],
  [["run", "--allow-failed", "lots"], '--allow-failed: found "lots"'],
  [["run", "--seed", "3"], "--seed: there is nothing to draw without --sample"],
  [["run", "--simulate-latency", "3"], "--simulate-latency has no meaning without --simulate"],
  [["run", "--simulate", "--simulate-fault", "any/empty-bdy"], "Did you mean any/empty-body?"],
  [["simulate", "--fault", "empty-body"], "Did you mean any/empty-body?"],
  [["show"], "Something is missing: promptgrid show <run> [prompt-id]"],
  [["run", "extra"], 'Unexpected argument "extra" for run'],
  [
    ["export", "latest", "--format", "xml"],
    '--format: found "xml", expected one of "csv", "jsonl"\nSee promptgrid export',
  ],
  [[], "No command given"],
] as const)("%j is refused with what is wrong", async (args, message) => {
  expect(await refusal(...args)).toContain(message);
});

test("results that are not there are not created by looking", async () => {
  await using folder = await temporaryFolder();
  const context = memoryContext({ directory: folder.path });
  expect(await execute(["show", "latest", "--out", "elsewhere"], context)).toBe(2);
  expect(context.printed("stderr")).toMatch(/elsewhere: holds no results\. Start a run with .* with --out\n/);
  expect(await execute(["export", "latest", "--results", "elsewhere"], context)).toBe(2);
  expect(context.printed("stderr")).toMatch(/elsewhere: holds no results\. Start a run with .* with --results\n/);
});

test("no runs yet is nothing wrong", async () => {
  await using folder = await temporaryFolder();
  const context = memoryContext({ directory: folder.path });
  expect(await execute(["runs"], context)).toBe(0);
  expect(context.printed("stderr")).toContain("Start one with: promptgrid run");
});
