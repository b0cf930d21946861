import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { configForStorage, configFromStorage } from "../../src/config/stored-config.ts";
import { ProblemsError } from "../../src/core/errors.ts";
import { minimalModel } from "./problems.ts";

const config = resolveConfig(
  {
    templates: [
      { name: "v1", system: "s", user: "{{q}}" },
      { name: "v2", messages: [{ role: "assistant", content: null, tool_calls: [{ id: "1" }] }] },
    ],
    models: [
      {
        ...minimalModel,
        apiKeyEnv: "EXAMPLE_KEY",
        headers: { "X-Api-Key": "${EXAMPLE_KEY}" },
        params: { stop: ["x"], nested: { a: [1, null] } },
        price: { input: 1, output: 2 },
        limits: { tokensPerMinute: 5 },
      },
      { ...minimalModel, name: "b", stream: true },
      {
        name: "c",
        model: "m",
        endpoints: [
          { baseUrl: "http://one/v1", headers: { "X-Api-Key": "${EXAMPLE_KEY}" } },
          { baseUrl: "http://two/v1", limits: { requestsPerDay: 5, between: "22:00-06:00 Asia/Shanghai", group: "g" } },
        ],
      },
    ],
  },
  { directory: "/home/ada", file: null, environment: { EXAMPLE_KEY: "sk-secret-value" } },
);

test("a config comes back from the store as it went in, frozen", () => {
  const restored = configFromStorage(configForStorage(config));
  expect(restored).toEqual(config);
  expect(Object.isFrozen(restored.models[0]?.params)).toBe(true);
});

test("no key is stored", () => {
  expect(configForStorage(config)).not.toContain("sk-secret-value");
});

test.each(["", "{", "null", "{}", configForStorage(config).replace('"repeats":1', '"repeats":"1"')])(
  "a stored text that is no config of this version is a problem: %s",
  (text) => {
    expect(() => configFromStorage(text)).toThrow(ProblemsError);
  },
);

test("a model of a version that knew one endpoint and fewer limits can be read", () => {
  const text = configForStorage(config)
    .replace(/"otherEndpoints":\[\],/, "")
    .replace('"requestsPerDay":null,"between":null,"group":null', '"ignored":0');
  expect(text).not.toBe(configForStorage(config));
  expect(configFromStorage(text)).toEqual(config);
});
