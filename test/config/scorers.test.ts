import { expect, test } from "vitest";
import { configForStorage, configFromStorage } from "../../src/config/stored-config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { problemsOf, written } from "./problems.ts";

test("every problem of every scorer is found at once", () => {
  const scorers = [
    { name: "a b", type: "exact" },
    { name: "x", type: "exakt", expected: "1" },
    { name: "x", type: "regex", pattern: "(" },
    { type: "number", expected: 1, tolerance: 2 },
    { name: "s", type: "similarity", column: "a", expected: "b" },
    { name: "l", type: "length", min: 5, max: 2 },
    { name: "q", type: "exact", expected: "1", separator: "|", repeats: { passAt: 0 } },
    { name: "c", type: "choice", column: "a", choices: ["A", "bee"] },
    { name: "r", type: "regex", column: "p", flags: "g" },
  ];
  const types =
    "exact, contains, regex, number, choice, json, similarity, f1, length, latency, cost, module, promptfoo, judge or pairwise";
  expect(problemsOf(written({ scorers }))).toEqual([
    "c.json: scorers[0]: has nothing to compare with (expected column, the name of a column, or expected, the value itself)",
    'c.json: scorers[0].name: is not valid (found "a b", expected letters, digits, _ and -, starting with a letter or digit)',
    `c.json: scorers[1].type: is none of the allowed values (found "exakt", expected ${types}). Did you mean "exact"?`,
    'c.json: scorers[2].name: is the name of another scorer too, scorers[1] (found "x"). Give each scorer a name of its own',
    'c.json: scorers[2].pattern: is no regular expression: /(/u: Unterminated group (found "(")',
    "c.json: scorers[3].tolerance: is no field (expected type, name, repeats, column, expected, separator, absolute, relative or take)",
    "c.json: scorers[3].name: is missing (expected text)",
    "c.json: scorers[4].column: stands beside expected (expected one of the two)",
    "c.json: scorers[4].metric: is missing (expected levenshtein, rouge-l, bleu or chrf)",
    "c.json: scorers[5].max: is less than min (found 2, expected at least 5)",
    "c.json: scorers[6].separator: splits the cells of a column, and there is no column. Write expected as a list",
    "c.json: scorers[6].repeats.passAt: is too small (found 0, expected at least 1)",
    'c.json: scorers[7].choices[1]: is not valid (found "bee", expected one capital letter)',
    'c.json: scorers[8].flags: is not valid (found "g", expected some of i, m, s and u)',
  ]);
});

test("a name may be Chinese, and nothing in a scorer is taken from the environment", () => {
  const scorers = [{ name: "准确", type: "regex", pattern: "^x${2}" }];
  expect(problemsOf(written({ scorers }))).toEqual([
    expect.stringMatching(/^c\.json: scorers\[0\]\.pattern: is no regular expression/),
  ]);
  const config = resolveConfig(written({ scorers: [{ name: "准确", type: "exact", expected: "${HOME}" }] }), {
    directory: "/",
    environment: { HOME: "/home/ada" },
  });
  expect(config.scorers).toEqual([
    { name: "准确", type: "exact", expected: "${HOME}", repeats: "mean", normalize: ["trim"] },
  ]);
});

test("scorers are stored with the run, and runs from before there were any have none", () => {
  const scorers = [{ name: "s", type: "json", schema: { type: "object" }, repeats: { passAt: 2 } }];
  const config = resolveConfig(written({ scorers, repeats: 2 }), { directory: "/", environment: {} });
  expect(configFromStorage(configForStorage(config))).toEqual(config);
  const { scorers: _scorers, ...older } = config;
  expect(configFromStorage(JSON.stringify(older)).scorers).toEqual([]);
});

test("pass@k needs k repeats of the grid", () => {
  const scorers = [{ name: "q", type: "exact", expected: "1", repeats: { passAt: 3 } }];
  expect(problemsOf(written({ scorers, repeats: 3 }))).toEqual([]);
  expect(problemsOf(written({ scorers }))).toEqual([
    "c.json: scorers[0].repeats.passAt: draws more repeats than there are: the config's repeats are 1 (found 3)",
  ]);
});
