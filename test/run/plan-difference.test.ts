import { expect, test } from "vitest";
import { formatProblem } from "../../src/core/errors.ts";
import type { RunPlan } from "../../src/core/run.ts";
import { planDifferences } from "../../src/run/plan-difference.ts";
import { planOf } from "../store/fixtures.ts";

const plan = planOf([{ name: "a.csv", hash: "11" }], { models: 2 });

function differences(wanted: RunPlan): string[] {
  return planDifferences("nightly", plan, wanted).map(formatProblem);
}

function withParams(params: RunPlan["models"][number]["params"]): RunPlan {
  return { ...plan, models: plan.models.map((model, index) => (index === 1 ? { ...model, params } : model)) };
}

test("a plan does not differ from itself, nor from what it is once stored", () => {
  expect(differences(plan)).toEqual([]);
  expect(differences(structuredClone(plan))).toEqual([]);
});

test("the order of keys says nothing", () => {
  const params = { temperature: 0, stop: ["a"] };
  expect(planDifferences("nightly", withParams(params), withParams({ stop: ["a"], temperature: 0 }))).toEqual([]);
});

test("a difference names the path, what it was and what it is now, and the way out", () => {
  expect(differences(withParams({ temperature: 1 }))).toEqual([
    "run nightly: plan.models[1].params.temperature: is not what this run was started with (found 1, expected 0). Choose another --run-id, or restore the value",
  ]);
});

test("all differences are named at once", () => {
  const selection = { ...plan.selection, limit: 10 };
  const changed = { ...plan, repeats: 2, selection, promptSets: [{ name: "a.csv", hash: "22" }], simulated: false };
  expect(planDifferences("nightly", plan, changed).map(({ where }) => where)).toEqual([
    "run nightly: plan.promptSets[0].hash",
    "run nightly: plan.selection.limit",
    "run nightly: plan.repeats",
    "run nightly: plan.simulated",
  ]);
});

test("what is only on one side is nothing on the other", () => {
  expect(planDifferences("nightly", plan, withParams({ temperature: 0, seed: 1 }))[0]).toMatchObject({
    where: "run nightly: plan.models[1].params.seed",
    found: "1",
    expected: "nothing",
  });
  const fewer = { ...plan, models: plan.models.slice(0, 1) };
  expect(planDifferences("nightly", plan, fewer)[0]).toMatchObject({
    where: "run nightly: plan.models[1]",
    found: "nothing",
    expected: expect.stringContaining('"name"'),
  });
});

test("a list is no object with the same keys", () => {
  const [problem] = planDifferences("nightly", withParams({ stop: ["a"] }), withParams({ stop: { 0: "a" } }));
  expect(problem).toMatchObject({ expected: '["a"]', found: '{"0":"a"}' });
});

test("a long value is cut", () => {
  const [problem] = planDifferences("nightly", withParams({ stop: "" }), withParams({ stop: "x".repeat(500) }));
  expect(problem?.found?.length).toBeLessThan(130);
});
