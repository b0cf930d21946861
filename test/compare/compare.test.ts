import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare, type CompareOptions, type Comparison } from "../../src/compare/compare.ts";
import type { Source } from "../../src/compare/source.ts";
import { ProblemsError } from "../../src/core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { rowsOf, tableOf } from "./tables.ts";

const plain: CompareOptions = {
  choice: { model: null, models: null, templates: null },
  by: null,
  cluster: null,
  seed: 1,
  isAgainstItself: false,
};

const scored = (values: readonly (number | string)[]) =>
  rowsOf(values.length, (prompt) => ({ "score.exact": values[prompt] ?? "" }));

async function problemsOf(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ProblemsError
    ? error.problems.map(({ what }) => what)
    : [`no ProblemsError: ${String(error)}`];
}

function figure(comparison: Comparison, name: string, arm = 0) {
  return comparison.arms[arm]?.figures.find(({ measure }) => measure.name === name)?.comparison;
}

describe("pairing", () => {
  test("prompts are paired by id, whatever their order", async () => {
    const baseline = await tableOf(scored([1, 1, 0, 0]));
    const candidate = await tableOf(scored([1, 0, 1, 0]).toReversed());
    const { changes, pairs } = figure(await compare(baseline, candidate, plain), "score.exact") ?? {};
    expect({ pairs, gained: changes?.gained, lost: changes?.lost }).toEqual({ pairs: 4, gained: 1, lost: 1 });
  });

  test("prompts of one side only, and those with other input columns, are listed and not compared", async () => {
    const baseline = await tableOf([
      { prompt_id: "same", "input.q": "1+1" },
      { prompt_id: "changed", "input.q": "2+2" },
      { prompt_id: "gone", "input.q": "3+3" },
    ]);
    const candidate = await tableOf([
      { prompt_id: "same", "input.q": "1+1" },
      { prompt_id: "changed", "input.q": "2+3" },
      { prompt_id: "new", "input.q": "3+3" },
    ]);
    const { prompts } = await compare(baseline, candidate, plain);
    expect({ ...prompts, baseline: [...prompts.baseline], candidate: [...prompts.candidate] }).toEqual({
      baseline: [0],
      candidate: [0],
      onlyBaseline: ["gone"],
      onlyCandidate: ["new"],
      changed: ["changed"],
    });
  });

  test("input columns of one side only do not tear pairs apart, and are named", async () => {
    const baseline = await tableOf([{ prompt_id: "a", "input.q": "1+1" }]);
    const candidate = await tableOf([{ prompt_id: "a", "input.q": "1+1", "input.topic": "sums" }]);
    const { prompts, ignoredInputs } = await compare(baseline, candidate, plain);
    expect([prompts.baseline.length, ignoredInputs]).toEqual([1, ["input.topic"]]);
  });

  test("models and templates are paired by name, and those without a counterpart are named", async () => {
    const row = (model: string, template: string) => ({ prompt_id: "a", model, template });
    const baseline = await tableOf([row("qwen", "v1"), row("qwen", "v2"), row("spark", "v1")]);
    const candidate = await tableOf([row("qwen", "v1"), row("qwen", "v2"), row("claude", "v1")]);
    const { arms, unpairedArms } = await compare(baseline, candidate, plain);
    expect(arms.map(({ pair }) => [pair.baseline.template, pair.candidate.template])).toEqual([
      ["v1", "v1"],
      ["v2", "v2"],
    ]);
    expect(unpairedArms).toEqual(["spark / v1", "claude / v1"]);
  });

  test("one model on each side is compared although its name changed", async () => {
    const baseline = await tableOf([{ prompt_id: "a", model: "qwen-2.5" }]);
    const candidate = await tableOf([{ prompt_id: "a", model: "qwen-3" }]);
    const { arms, differences } = await compare(baseline, candidate, plain);
    expect(arms).toHaveLength(1);
    expect(differences).toEqual([{ what: "model", baseline: '"qwen-2.5"', candidate: '"qwen-3"' }]);
  });

  test("two models of one run are compared with each other", async () => {
    const table = await tableOf([
      ...scored([1, 1, 1]).map((row) => ({ ...row, model: "a" })),
      ...scored([1, 0, 0]).map((row) => ({ ...row, model: "b" })),
    ]);
    const comparison = await compare(table, table, { ...plain, choice: { ...plain.choice, models: ["a", "b"] } });
    expect(comparison.arms).toHaveLength(1);
    expect(figure(comparison, "score.exact")?.changes).toMatchObject({ gained: 0, lost: 2 });
  });
});

describe("values", () => {
  test("a missing or failed completion has no score, and is counted", async () => {
    const baseline = await tableOf(scored([1, 1, "", 0]));
    const candidate = await tableOf([
      ...scored([1, 0, 1]),
      { prompt_id: "p3", status: "failed", "score.exact": "", latency_ms: 9000 },
    ]);
    const comparison = await compare(baseline, candidate, plain);
    expect(figure(comparison, "score.exact")?.missing).toMatchObject({
      pairs: 4,
      onlyInBaseline: 1,
      onlyInCandidate: 1,
    });
    expect(figure(comparison, "failed")?.changes).toMatchObject({ gained: 1, lost: 0 });
  });

  test("an unsettled task is missing in every figure", async () => {
    const baseline = await tableOf(rowsOf(2, () => ({ cost: 1 })));
    const candidate = await tableOf([
      { prompt_id: "p0", cost: 1 },
      { prompt_id: "p1", status: "cancelled", cost: "" },
    ]);
    const comparison = await compare(baseline, candidate, plain);
    expect(["failed", "refused", "cost"].map((name) => figure(comparison, name)?.pairs)).toEqual([1, 1, 1]);
  });

  test("repeats are averaged per prompt, and are no longer yes or no", async () => {
    const repeats = (values: readonly number[]) =>
      values.map((value, index) => ({ prompt_id: "a", repeat: index + 1, "score.exact": value }));
    const baseline = await tableOf(repeats([1, 0, 0, 1]));
    const candidate = await tableOf(repeats([1, 1, 1, 0]));
    const compared = figure(await compare(baseline, candidate, plain), "score.exact");
    expect([compared?.of.kind, compared?.baseline?.value, compared?.candidate?.value]).toEqual([
      "continuous",
      0.5,
      0.75,
    ]);
  });

  test("a run against itself compares odd repeats with even ones", async () => {
    const table = await tableOf([1, 2, 3, 4].map((repeat) => ({ prompt_id: "a", repeat, "score.exact": repeat % 2 })));
    const compared = figure(await compare(table, table, { ...plain, isAgainstItself: true }), "score.exact");
    expect([compared?.baseline?.value, compared?.candidate?.value]).toEqual([1, 0]);
  });

  test("costs in two currencies are not compared", async () => {
    const costing = (currency: string): Promise<Source> => tableOf(rowsOf(3, () => ({ cost: 0.5, currency })));
    const comparison = await compare(await costing("USD"), await costing("CNY"), plain);
    expect(figure(comparison, "cost")).toBeUndefined();
    expect(figure(await compare(await costing("USD"), await costing("USD"), plain), "cost")?.pairs).toBe(3);
  });

  test("the greatest changes come first, those for the worse apart", async () => {
    const baseline = await tableOf(scored([0.5, 0.5, 0.5, 0.5]));
    const candidate = await tableOf(scored([0.4, 0.9, 0.1, 0.5]));
    const { arms } = await compare(baseline, candidate, plain);
    const changed = arms[0]?.figures.find(({ measure }) => measure.name === "score.exact")?.changed;
    expect([changed?.worse.map(({ place }) => place), changed?.better.map(({ place }) => place)]).toEqual([
      [2, 0],
      [1],
    ]);
  });

  test("slices compare the scores of each value of a column", async () => {
    const topics = (values: readonly number[]) =>
      rowsOf(4, (prompt) => ({ "score.exact": values[prompt] ?? 0, "input.topic": prompt < 2 ? "sums" : "words" }));
    const baseline = await tableOf(topics([1, 1, 0, 0]));
    const candidate = await tableOf(topics([0, 0, 0, 1]));
    const { arms } = await compare(baseline, candidate, { ...plain, by: "topic" });
    expect(arms[0]?.slices.map(({ value, comparison }) => [value, comparison.difference?.value])).toEqual([
      ["sums", -1],
      ["words", 0.5],
    ]);
  });
});

describe("what cannot be compared", () => {
  test("a file that is no completions table", async () => {
    const table = await tableOf(scored([1]));
    const path = join(await temporaryFolder({ "other.csv": "id,prompt\n1,hello\n" }), "other.csv");
    expect(await problemsOf(compare(table, { label: path, completions: path, facts: null }, plain))).toEqual([
      "is no completions table: it has no column prompt_id, template, model, repeat, status",
    ]);
  });

  test("tables without a model in common", async () => {
    const two = (...models: readonly string[]) => tableOf(models.map((model) => ({ prompt_id: "a", model })));
    expect(await problemsOf(compare(await two("a", "b"), await two("c", "d"), plain))).toEqual([
      "has no model and template in common with the baseline",
    ]);
  });

  test("columns and models that are not there, each by its name", async () => {
    const table = await tableOf(scored([1]));
    expect(await problemsOf(compare(table, table, { ...plain, by: "topic", cluster: "document" }))).toHaveLength(2);
    const choice = { model: null, models: ["x", "y"] as const, templates: null };
    expect(await problemsOf(compare(table, table, { ...plain, choice }))).toEqual([
      "has no such model",
      "has no such model",
    ]);
  });
});
