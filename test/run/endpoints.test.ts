import { expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { Config } from "../../src/core/config.ts";
import { formatProblem } from "../../src/core/errors.ts";
import { Secrets } from "../../src/core/secrets.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { defaultParseOptions } from "../../src/prompts/options.ts";
import { missingKeys } from "../../src/run/missing-keys.ts";
import { planOf } from "../../src/run/start-run.ts";
import { openTraffic } from "../../src/run/traffic.ts";

const environment = { KEY: "sk-0123456789", KEY_2: "sk-9876543210", SAME: "sk-0123456789" };
const selection = { where: [], limit: null, sample: null, skipInvalid: false };

const one = { baseUrl: "http://127.0.0.1:9/v1" };
const two = { baseUrl: "http://127.0.0.1:9/two/v1" };

function configOf(...models: Readonly<Record<string, unknown>>[]): Config {
  const written = { models: models.map((model, index) => ({ name: `m${index}`, model: "m", ...model })) };
  return resolveConfig(written, { directory: "/", environment });
}

function plannedModels(config: Config) {
  return planOf(config, [], { selection, parse: defaultParseOptions, environment }).models;
}

async function accountsOf(config: Config): Promise<readonly (readonly string[])[]> {
  const secrets = new Secrets(environment, config.models);
  await using traffic = await openTraffic(config, {
    secrets,
    clock: systemClock,
    simulate: null,
    connections: () => 1,
  });
  return traffic.endpoints.map((endpoints) => endpoints.map(({ account }) => account));
}

/** How many different accounts the models have, all endpoints together. */
async function numberOfAccounts(...models: Readonly<Record<string, unknown>>[]): Promise<number> {
  return new Set((await accountsOf(configOf(...models))).flat()).size;
}

test("a plan lists the base URLs of all endpoints, and a second key is no part of it", () => {
  const endpoints = [{ ...one, apiKeyEnv: "KEY" }, { ...one, apiKeyEnv: "KEY_2" }, two];
  expect(plannedModels(configOf({ endpoints }))).toMatchObject([
    { baseUrl: one.baseUrl, otherBaseUrls: [two.baseUrl] },
  ]);
  expect(plannedModels(configOf({ endpoints: endpoints.slice(0, 2) }))).toEqual(plannedModels(configOf(one)));
});

test("models share an account by base URL, key and group", async () => {
  const keyed = { ...one, apiKeyEnv: "KEY" };
  expect(await numberOfAccounts(keyed, keyed)).toBe(1);
  expect(await numberOfAccounts(keyed, { ...keyed, apiKeyEnv: "SAME" })).toBe(1);
  expect(await numberOfAccounts(keyed, { ...keyed, apiKeyEnv: "KEY_2" })).toBe(2);
  expect(await numberOfAccounts(keyed, { ...two, apiKeyEnv: "KEY" })).toBe(2);
  expect(await numberOfAccounts(keyed, { ...keyed, limits: { group: "a" } })).toBe(2);
  const [a, b] = [
    { ...keyed, limits: { group: "a" } },
    { ...keyed, limits: { group: "b" } },
  ];
  expect(await numberOfAccounts(a, a, b)).toBe(2);
  expect(await numberOfAccounts({ endpoints: [keyed, two] }, keyed)).toBe(2);
});

test("no account's name holds a key", async () => {
  expect((await accountsOf(configOf({ ...one, apiKeyEnv: "KEY" }))).join(" ")).not.toContain("0123456789");
});

test("the keys of all endpoints are asked for, and blanked", () => {
  const endpoints = [
    { ...one, apiKeyEnv: "KEY" },
    { ...two, apiKeyEnv: "KEY_2", headers: { "X-Token": "${KEY_2}" } },
  ];
  const config = configOf({ endpoints });
  expect(missingKeys(config, {}).map(formatProblem)).toEqual([
    "model m0: the environment variable KEY is not set (expected the key of its endpoint). Set it in the environment or in .env, or rehearse with --simulate",
    "model m0: the environment variable KEY_2 is not set (expected the key of its endpoint). Set it in the environment or in .env, or rehearse with --simulate",
  ]);
  expect(new Secrets(environment, config.models).redact("sk-9876543210, sk-0123456789")).toBe("[redacted], [redacted]");
});
