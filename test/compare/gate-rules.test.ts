import { expect, test } from "vitest";
import { compare, type CompareOptions } from "../../src/compare/compare.ts";
import { judgeComparison } from "../../src/compare/gate-rules.ts";
import { rowsOf, tableOf, type Row } from "./tables.ts";

const options: CompareOptions = {
  choice: { model: null, models: null, templates: null },
  by: null,
  cluster: null,
  seed: 1,
  isAgainstItself: false,
};

/** Two models of which only the first has the score, unless `second` says otherwise. */
function rows(second: Readonly<Record<string, string | number>>): Row[] {
  const first = rowsOf(100, () => ({ model: "qwen", "score.duel": 1 }));
  return [...first, ...rowsOf(100, () => ({ model: "claude", "score.duel": "", ...second }))];
}

async function checked(second: Readonly<Record<string, string | number>>, before = second) {
  const comparison = await compare(await tableOf(rows(before)), await tableOf(rows(second)), options);
  const checks = judgeComparison(comparison, { rules: [], strict: false, seed: 1 });
  return checks.map(({ pair, verdict }) => [pair.candidate.model, verdict.kind]);
}

test("a score that is given to another model alone is no demand on this one", async () => {
  expect(await checked({})).toEqual([["qwen", "pass"]]);
});

test("a score that is missing because nothing was answered, or that a side had, stays without a verdict", async () => {
  const stays = [
    ["qwen", "pass"],
    ["claude", "inconclusive"],
  ];
  expect(await checked({ status: "failed" })).toEqual(stays);
  expect(await checked({ status: "failed" }, {})).toEqual(stays);
  expect(await checked({}, { "score.duel": 1 })).toEqual(stays);
});
