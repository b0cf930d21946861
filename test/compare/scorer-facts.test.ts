import { describe, expect, test } from "vitest";
import { compare, type CompareOptions } from "../../src/compare/compare.ts";
import { measuresOf, lowerScoreColumns } from "../../src/compare/measures.ts";
import { givesAmounts } from "../../src/core/scorer-config.ts";
import { rowsOf, tableOf } from "./tables.ts";

const plain: CompareOptions = {
  choice: { model: null, models: null, templates: null },
  by: null,
  cluster: null,
  seed: 1,
  isAgainstItself: false,
};

/** A run.json with what `compare` reads. */
const runJson = (scorers: readonly object[]) => ({
  run_id: "r",
  simulated: false,
  versions: {},
  git_commit: null,
  prompt_sets: [],
  templates: [],
  models: [],
  scorers,
});
const scorer = (name: string, hash: string, isAmount = false) => ({ name, hash, is_amount: isAmount, repeats: "mean" });
const rows = rowsOf(30, () => ({ "score.short": 1, "score.length": 80 }));

describe("which way a score should go", () => {
  test("amounts are better when lower, judgements of them within bounds when higher", async () => {
    const scorers = [scorer("short", "a"), scorer("length", "b", true)];
    const { arms } = await compare(await tableOf(rows, runJson(scorers)), await tableOf(rows), plain);
    const directions = arms[0]?.figures.map(({ measure: { name, direction } }) => [name, direction]).slice(0, 2);
    expect(directions).toEqual([
      ["score.short", "higher is better"],
      ["score.length", "lower is better"],
    ]);
  });

  test.each([
    [{ type: "length" }, true],
    [{ type: "length", max: 200 }, false],
    [{ type: "latency", min: 0 }, false],
    [{ type: "latency" }, true],
    [{ type: "cost" }, true],
    [{ type: "exact" }, false],
  ])("%j gives amounts: %s", (config, isAmount) => {
    expect(givesAmounts(config)).toBe(isAmount);
    const lower = lowerScoreColumns([{ name: "s", isAmount: givesAmounts(config) }]);
    expect(measuresOf(["score.s"], lower)[0]?.direction).toBe(isAmount ? "lower is better" : "higher is better");
  });
});

test("a scorer of the same name with other settings is told of, one that is the same is not", async () => {
  const baseline = await tableOf(rows, runJson([scorer("short", "a".repeat(64)), scorer("length", "c".repeat(64))]));
  const candidate = await tableOf(rows, runJson([scorer("short", "b".repeat(64)), scorer("length", "c".repeat(64))]));
  const { differences } = await compare(baseline, candidate, plain);
  expect(differences).toEqual([
    { what: "scorer short: settings", baseline: '"aaaaaaaaaaaa"', candidate: '"bbbbbbbbbbbb"' },
  ]);
});
