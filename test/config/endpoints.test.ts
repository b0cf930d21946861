import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import type { Model } from "../../src/core/config.ts";
import { endpointsOf } from "../../src/core/endpoints.ts";
import { problemsOf, written } from "./problems.ts";

const [one, two] = [{ baseUrl: "https://one.example/v1/" }, { baseUrl: "http://localhost:11434/v1" }];

function modelWith(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return written({ models: [{ name: "a", model: "m", ...fields }] });
}

function resolved(fields: Readonly<Record<string, unknown>>): readonly Model[] {
  const environment = { KEY: "sk-1", KEY_2: "sk-2" };
  const { models } = resolveConfig(modelWith(fields), { directory: "/home/ada", environment });
  return models.flatMap(endpointsOf);
}

describe("the endpoints of a model", () => {
  test("a model with one baseUrl is its own only endpoint", () => {
    expect(resolved(one)).toMatchObject([{ name: "a", baseUrl: "https://one.example/v1", otherEndpoints: [] }]);
  });

  test("each has its own base URL, key and kind of provider, and the rest of the model", () => {
    const endpoints = [
      { ...one, apiKeyEnv: "KEY" },
      { ...one, apiKeyEnv: "KEY_2" },
    ];
    expect(resolved({ endpoints: [...endpoints, two], params: { seed: 1 } })).toMatchObject([
      { name: "a", baseUrl: "https://one.example/v1", apiKeyEnv: "KEY", provider: "generic", params: { seed: 1 } },
      { name: "a", baseUrl: "https://one.example/v1", apiKeyEnv: "KEY_2", provider: "generic", params: { seed: 1 } },
      { name: "a", baseUrl: "http://localhost:11434/v1", apiKeyEnv: null, provider: "ollama", params: { seed: 1 } },
    ]);
  });

  test("a provider that is named holds for all of them", () => {
    expect(resolved({ provider: "vllm", endpoints: [one, two] })).toMatchObject([
      { provider: "vllm" },
      { provider: "vllm" },
    ]);
  });

  test("headers and limits of the model hold for each of them, and each may say otherwise field by field", () => {
    const own = { ...two, headers: { "X-Team": "b" }, limits: { concurrency: 2, between: "08:00-24:00" } };
    const model = {
      headers: { "X-Team": "a", "X-Run": "1" },
      limits: { concurrency: 8, requestsPerDay: 100 },
      endpoints: [one, own],
    };
    expect(resolved(model)).toMatchObject([
      { headers: { "X-Team": "a", "X-Run": "1" }, limits: { concurrency: 8, requestsPerDay: 100, between: null } },
      {
        headers: { "X-Team": "b", "X-Run": "1" },
        limits: { concurrency: 2, requestsPerDay: 100, between: { from: "08:00", to: "24:00", zone: null } },
      },
    ]);
  });
});

describe("mistakes", () => {
  test.each([
    [{}, "c.json: models[0].baseUrl: is missing (expected text, or several endpoints in its place)"],
    [{ endpoints: [] }, "c.json: models[0].endpoints: is an empty list (expected at least one entry)"],
    [{ endpoints: "x" }, 'c.json: models[0].endpoints: has the wrong type (found "x", expected a list)'],
    [{ endpoints: [{}] }, "c.json: models[0].endpoints[0].baseUrl: is missing (expected text)"],
    [
      { baseUrl: "http://h/v1", endpoints: [one] },
      "c.json: models[0].baseUrl: stands beside endpoints (expected one of the two). Move baseUrl into an entry of endpoints",
    ],
    [
      { endpoints: [one, { baseUrl: "https://one.example/v1" }] },
      "c.json: models[0].endpoints[1]: is the same account as models[0].endpoints[0] (expected another base URL or key). Leave it out, or name another apiKeyEnv or limits.group",
    ],
    [
      { endpoints: [one, { ...two, apiKeyEnv: "UNSET" }] },
      "c.json: models[0].endpoints[1].apiKeyEnv: the environment variable UNSET is not set (expected the endpoint's key in it). Set UNSET in the environment or in .env, or rehearse with --simulate",
    ],
    [
      { endpoints: [{ ...one, headers: { "X-Key": "sk-1" } }] },
      'c.json: models[0].endpoints[0].headers["X-Key"]: carries a credential in clear, which is not shown (expected a value from the environment, such as "Bearer ${NAME}"). Put the secret in the environment or in .env, and write ${NAME} in its place, without a default',
    ],
    [
      { endpoints: [one, { ...two, timeoutMs: 5 }] },
      "c.json: models[0].endpoints[1].timeoutMs: is no field (expected baseUrl, apiKeyEnv, headers or limits). timeoutMs belongs in models[]",
    ],
  ])("%j", (fields, message) => {
    expect(problemsOf(modelWith(fields))).toEqual([message]);
  });

  test("accounts with one key are different when their groups are", () => {
    expect(problemsOf(modelWith({ endpoints: [one, { ...one, limits: { group: "b" } }] }))).toEqual([]);
  });

  test("no key is asked for when the traffic goes to the simulator", () => {
    expect(problemsOf(modelWith({ endpoints: [{ ...one, apiKeyEnv: "UNSET" }] }), {}, true)).toEqual([]);
  });
});

const WINDOW = 'a time of day such as "22:00-06:30", or "22:00-06:30 Asia/Shanghai" with its time zone';

describe("limits.between", () => {
  test.each([
    ["22:00-06:30", { from: "22:00", to: "06:30", zone: null }],
    ["00:00-24:00", { from: "00:00", to: "24:00", zone: null }],
    ["00:30-08:30 Asia/Shanghai", { from: "00:30", to: "08:30", zone: "Asia/Shanghai" }],
    ["00:30-08:30 UTC", { from: "00:30", to: "08:30", zone: "UTC" }],
  ])("%s", (between, window) => {
    expect(resolved({ ...one, limits: { between } })[0]?.limits.between).toEqual(window);
  });

  test.each(["", "8:00-9:00", "08:00", "08:00-08:00", "24:00-08:00", "08:00-25:00", "08:00-09:60", "08:00–09:00"])(
    "%j is refused",
    (between) => {
      expect(problemsOf(modelWith({ ...one, limits: { between } }))).toEqual([
        `c.json: models[0].limits.between: is not valid (found ${JSON.stringify(between)}, expected ${WINDOW})`,
      ]);
    },
  );

  test("a time zone that nobody knows is refused", () => {
    expect(problemsOf(modelWith({ ...one, limits: { between: "08:00-09:00 Mars/Olympus" } }))).toHaveLength(1);
  });
});
