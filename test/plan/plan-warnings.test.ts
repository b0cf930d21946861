import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load-config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { formatProblem } from "../../src/core/errors.ts";
import { planWarnings } from "../../src/plan/plan-warnings.ts";

const quiet = {
  name: "a",
  model: "m",
  baseUrl: "http://localhost:8000/v1",
  params: { max_tokens: 5 },
  price: { input: 0, output: 0 },
};
const spark = { ...quiet, baseUrl: "https://spark-api-open.xf-yun.com/v1", apiKeyEnv: "KEY", model: "4.0Ultra" };
const claude = { ...quiet, baseUrl: "https://api.anthropic.com/v1", apiKeyEnv: "KEY", model: "claude-sonnet-5-5" };
const noSearch = [{ type: "web_search", web_search: { enable: false } }];

function warningsOf(
  model: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>> = {},
): string[] {
  const config = resolveConfig(
    { ...fields, models: [model] },
    { directory: "/", file: "c.json", environment: { KEY: "k" } },
  );
  return planWarnings(config).map(formatProblem);
}

describe("planWarnings", () => {
  test("a config with nothing doubtful gives none", () => {
    expect(warningsOf(quiet)).toEqual([]);
  });

  test("the shipped config only leaves prices open that nobody could confirm", async () => {
    const config = await loadConfig(undefined, { cwd: process.cwd(), environment: {}, simulate: true });
    expect(planWarnings(config).map(formatProblem)).toEqual([
      "runner.config.json: models[0].price: is missing: the cost stays unknown. Write the price per million tokens, 0 for a server of your own",
      "runner.config.json: models[1].price: is missing: the cost stays unknown. Write the price per million tokens, 0 for a server of your own",
    ]);
  });

  test("an answer of any length and an unknown price", () => {
    const { params: _params, price: _price, ...bare } = quiet;
    expect(warningsOf(bare)).toEqual([
      "c.json: models[0].params.max_tokens: is missing: nothing limits the length of answers. Set max_tokens, and the plan knows the most that a run can cost",
      "c.json: models[0].price: is missing: the cost stays unknown. Write the price per million tokens, 0 for a server of your own",
    ]);
  });

  test("several endpoints are looked at one by one", () => {
    const { baseUrl: _baseUrl, ...model } = quiet;
    const endpoints = [{ baseUrl: "http://gpu-1/v1", apiKeyEnv: "KEY" }, { baseUrl: "https://api.openai.com/v1" }];
    expect(warningsOf({ ...model, endpoints })).toEqual([
      "c.json: models[0].endpoints[0].baseUrl: the key goes over the network unencrypted (found http://, expected https://)",
      "c.json: models[0].endpoints[1].apiKeyEnv: is missing, and openai answers nobody without a key. Name the environment variable that holds the key",
    ]);
  });

  describe("keys", () => {
    const unencrypted =
      "c.json: models[0].baseUrl: the key goes over the network unencrypted (found http://, expected https://)";

    test.each(["http://10.0.0.5:8000/v1", "http://127.example.org/v1"])("sent in clear to %s", (baseUrl) => {
      expect(warningsOf({ ...quiet, baseUrl, apiKeyEnv: "KEY" })).toEqual([unencrypted]);
      expect(warningsOf({ ...quiet, baseUrl, headers: { "X-Api-Key": "${KEY}" } })).toEqual([unencrypted]);
      expect(warningsOf({ ...quiet, baseUrl })).toEqual([]);
    });

    test.each(["http://localhost:8000/v1", "http://127.0.0.1:8000/v1", "http://[::1]:8000/v1", "https://10.0.0.5/v1"])(
      "safe on the way to %s",
      (baseUrl) => {
        expect(warningsOf({ ...quiet, baseUrl, apiKeyEnv: "KEY" })).toEqual([]);
      },
    );

    test("missing where the provider asks for one", () => {
      expect(warningsOf({ ...quiet, baseUrl: "https://api.openai.com/v1" })).toEqual([
        "c.json: models[0].apiKeyEnv: is missing, and openai answers nobody without a key. Name the environment variable that holds the key",
      ]);
    });
  });

  describe("Spark", () => {
    const search = (model: string) =>
      `c.json: models[0].params.tools: ${model} searches the web by default, which changes answers and token counts. Set "tools": [{ "type": "web_search", "web_search": { "enable": false } }]`;

    test.each(["generalv3", "pro-128k", "generalv3.5", "max-32k", "4.0Ultra"])("%s searches the web", (model) => {
      expect(warningsOf({ ...spark, model })).toEqual([search(model)]);
      expect(warningsOf({ ...spark, model, params: { max_tokens: 5, tools: noSearch } })).toEqual([]);
    });

    test("tools that leave the search on do not quiet the warning", () => {
      const tools = [{ type: "function" }, { type: "web_search", web_search: { enable: true } }];
      expect(warningsOf({ ...spark, params: { max_tokens: 5, tools } })).toEqual([search("4.0Ultra")]);
    });

    test("lite does not search", () => {
      expect(warningsOf({ ...spark, model: "lite" })).toEqual([]);
    });

    test("lite and Pro take no system message", () => {
      const templates = [
        { name: "plain", user: "{{prompt}}" },
        { name: "strict", system: "s", user: "{{prompt}}" },
      ];
      expect(warningsOf({ ...spark, model: "lite" }, { templates })).toEqual([
        'c.json: models[0].model: lite takes no system message, and template "strict" has one. Use Max or Ultra, or put the instruction into the user message',
      ]);
      const quietUltra = { ...spark, params: { max_tokens: 5, tools: noSearch } };
      expect(warningsOf(quietUltra, { templates })).toEqual([]);
    });
  });

  describe("Claude", () => {
    test.each([
      "claude-opus-4-7",
      "claude-opus-5-5",
      "claude-sonnet-5",
      "claude-sonnet-5-20261001",
      "claude-haiku-5-5",
    ])("%s refuses sampling parameters", (model) => {
      expect(warningsOf({ ...claude, model }, { params: { temperature: 0 } })).toEqual([
        `c.json: models[0].params.temperature: ${model} refuses temperature with status 400. Set "temperature": null in this model's params`,
      ]);
      expect(
        warningsOf({ ...claude, model, params: { max_tokens: 5, temperature: null } }, { params: { temperature: 0 } }),
      ).toEqual([]);
    });

    test.each(["claude-opus-4-6", "claude-opus-4-20250514", "claude-sonnet-4-6", "claude-haiku-4-5"])(
      "%s takes them",
      (model) => {
        expect(warningsOf({ ...claude, model }, { params: { temperature: 0 } })).toEqual([]);
      },
    );

    test("parameters that would be ignored without a word", () => {
      expect(warningsOf(claude, { params: { seed: 1 } })).toEqual([
        "c.json: models[0].params.seed: is silently ignored by Anthropic's OpenAI-compatible endpoint. Set \"seed\": null in this model's params, so that the table does not promise it",
      ]);
    });
  });
});
