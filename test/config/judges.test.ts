import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { ProblemsError } from "../../src/core/errors.ts";

const model = { name: "A", model: "a", baseUrl: "https://api.example.com/v1" };
const other = { ...model, name: "B" };
const judge = { name: "J", model: "j", baseUrl: "https://${HOST}/v1", apiKeyEnv: "JUDGE_KEY" };
const good = { name: "good", type: "judge", model: "J", rubric: "Right?" };
const environment = { HOST: "judge.example.com", JUDGE_KEY: "secret-key" };

const resolve = (config: object, given: Record<string, string> = environment) =>
  resolveConfig(
    { models: [model, other], judges: [judge], ...config },
    { directory: "/d", file: "c.json", environment: given },
  );

function problemsOf(config: object, given: Record<string, string> = environment): string[] {
  try {
    resolve(config, given);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ where, what }) => `${where} ${what}`);
  }
}

test("the judges are the models that scorers name, wherever they stand", () => {
  const { judges, models } = resolve({ scorers: [good, { ...good, name: "own", model: "B" }] });
  expect(judges.map(({ name, baseUrl }) => [name, baseUrl])).toEqual([
    ["J", "https://judge.example.com/v1"],
    ["B", "https://api.example.com/v1"],
  ]);
  expect(models.map(({ name }) => name)).toEqual(["A", "B"]);
});

test("a judge's key must be there where a scorer asks it, and only there", () => {
  const keyless = { HOST: "judge.example.com" };
  expect(problemsOf({ scorers: [] }, keyless)).toEqual([]);
  expect(problemsOf({ scorers: [good] }, keyless)).toEqual([
    "c.json: judges[0].apiKeyEnv the environment variable JUDGE_KEY is not set",
  ]);
});

test("everything that is wrong with judging scorers is told at once", () => {
  const duel = { type: "pairwise", model: "J" };
  const scorers = [
    { ...good, model: "K" },
    { ...good, name: "scale", scale: { min: 5, max: 1 } },
    { ...good, name: "both", scale: { max: 3 }, labels: { a: 1, b: 0 } },
    { ...good, name: "one", labels: { a: 1 } },
    { ...duel, name: "none" },
    { ...duel, name: "same", models: ["A", "A"] },
    { ...duel, name: "who", models: ["A", "C"] },
    { ...duel, name: "axes", models: ["A", "B"], templates: ["v1", "v2"] },
  ];
  expect(problemsOf({ scorers, judges: [judge, { ...judge, name: "A" }] })).toEqual([
    "c.json: judges[1].name is the name of another model too, models[0]",
    "c.json: scorers[0].model names no model",
    "c.json: scorers[1].scale.max is not above min",
    "c.json: scorers[2].labels stands beside scale",
    "c.json: scorers[3].labels leaves no choice",
    "c.json: scorers[4].models is missing",
    "c.json: scorers[5].models[1] is the first one again",
    "c.json: scorers[6].models[1] names no model",
    "c.json: scorers[7].templates stands beside models",
  ]);
});
