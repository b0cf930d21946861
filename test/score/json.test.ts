import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { completion, judge, scorerOf, valueOf } from "./support/completion.ts";

test("the whole text must be JSON, unless a fence is allowed", async () => {
  const fenced = 'Here you are:\n```json\n{"a": 1}\n```\nBye.';
  expect(await valueOf({ type: "json" }, ' {"a": 1}\n')).toBe(1);
  expect(await valueOf({ type: "json" }, fenced)).toBe(0);
  expect(await valueOf({ type: "json", fence: true }, fenced)).toBe(1);
  expect(await valueOf({ type: "json", fence: true }, '{"a": 1}')).toBe(1);
});

test("the reason says what is wrong and shows where", async () => {
  expect(await judge({ type: "json" }, '{"a": 1,}')).toEqual({
    value: 0,
    reason: expect.stringMatching(/^is no JSON: .+ in "\{\\"a\\": 1,\}"$/),
  });
});

const schema = {
  type: "object",
  required: ["city"],
  properties: { city: { type: "string" } },
};

test("a schema stands in the config or in a file, and the reason names the field", async () => {
  const folder = await temporaryFolder({ "city.schema.json": schema });
  for (const written of [schema, "city.schema.json"]) {
    const scorer = await scorerOf({ type: "json", schema: written }, folder);
    expect(scorer.score(completion('{"city": "北京"}'))).toEqual({ value: 1, reason: null });
    expect(scorer.score(completion('{"city": 7}'))).toEqual({ value: 0, reason: "value/city must be string" });
  }
});

test("drafts 2019-09 and 2020-12 are read as themselves", async () => {
  for (const draft of ["2019-09", "2020-12"]) {
    const dialect = `https://json-schema.org/draft/${draft}/schema`;
    const scorer = { type: "json", schema: { $schema: dialect, dependentRequired: { a: ["b"] } } };
    expect(await valueOf(scorer, '{"a": 1}')).toBe(0);
    expect(await valueOf(scorer, '{"a": 1, "b": 2}')).toBe(1);
  }
});

test("a schema that is none is refused", async () => {
  await expect(scorerOf({ type: "json", schema: { type: "objekt" } })).rejects.toThrow(
    "config: scorers[0].schema: is no JSON Schema",
  );
  await expect(scorerOf({ type: "json", schema: "nowhere.json" })).rejects.toThrow("names a file that is not there");
});
