import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import type { Config } from "../../src/core/config.ts";
import { minimalModel, written, writtenModel } from "./problems.ts";

function resolved(config: unknown, environment: Record<string, string> = {}): Config {
  return resolveConfig(config, { directory: "/home/ada", file: "c.json", environment });
}

const noLimits = {
  concurrency: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  requestsPerDay: null,
  between: null,
  group: null,
};

function onlyModel(config: Config): Config["models"][number] {
  const [model] = config.models;
  if (model === undefined) throw new Error("no model");
  return model;
}

describe("resolveConfig", () => {
  test("fills in every default", () => {
    expect(resolved(written())).toEqual({
      directory: "/home/ada",
      file: "c.json",
      prompts: ["prompts/*.csv"],
      columns: { id: "id", messages: null },
      results: "/home/ada/results",
      repeats: 1,
      templates: [{ kind: "messages", name: "default", messages: [{ role: "user", content: "{{prompt}}" }] }],
      models: [
        {
          name: "a",
          model: "m",
          baseUrl: "https://api.example.com/v1",
          apiKeyEnv: null,
          provider: "generic",
          headers: {},
          params: {},
          stream: false,
          proxy: { kind: "environment" },
          ca: [],
          limits: noLimits,
          otherEndpoints: [],
          price: null,
          timeoutMs: 600_000,
          stallTimeoutMs: 120_000,
          retry: {
            maximumAttempts: 5,
            initialIntervalMs: 500,
            backoffCoefficient: 2,
            maximumIntervalMs: 30_000,
            maximumWaitMs: 900_000,
          },
          breaker: { consecutive: 20, share: 0.5, window: 100 },
        },
      ],
      scorers: [],
      judges: [],
      gate: null,
      notify: [],
      store: { raw: "keep" },
      tables: { bom: false, escapeFormulas: false },
    });
  });

  test("keeps what is written over the defaults, field by field", () => {
    const fields = {
      limits: { concurrency: 3 },
      retry: { maximumAttempts: 1 },
      price: { input: 0, output: 0 },
      provider: "vllm",
    };
    const model = onlyModel(resolved(writtenModel(fields)));
    expect(model.limits).toEqual({ ...noLimits, concurrency: 3 });
    expect(model.retry).toMatchObject({ maximumAttempts: 1, initialIntervalMs: 500 });
    expect(model.price).toEqual({ input: 0, output: 0, cachedInput: null, currency: "USD" });
    expect(model.provider).toBe("vllm");
  });

  test("lays a model's params over the common ones, and null removes one", () => {
    const config = resolved({
      params: { temperature: 0, max_tokens: 5, stop: null, nested: { a: 1, b: null } },
      models: [{ ...minimalModel, params: { temperature: null, max_tokens: 7 } }],
    });
    expect(onlyModel(config).params).toEqual({ max_tokens: 7, nested: { a: 1, b: null } });
  });

  test.each([
    [{ consecutive: 5 }, { share: 0.9 }, { consecutive: 5, share: 0.9, window: 100 }],
    [false, undefined, null],
    [{ consecutive: 5 }, false, null],
    [false, { window: 10 }, { consecutive: 20, share: 0.5, window: 10 }],
  ])("lays a model's breaker over the common one, and false stops nothing: %j, %j", (common, own, breaker) => {
    const config = { ...writtenModel(own === undefined ? {} : { breaker: own }), breaker: common };
    expect(onlyModel(resolved(config)).breaker).toEqual(breaker);
  });

  test("makes a template of system and user, of messages, or of a column", () => {
    expect(resolved(written({ template: { user: "u", system: "s" } })).templates).toEqual([
      {
        kind: "messages",
        name: "default",
        messages: [
          { role: "system", content: "s" },
          { role: "user", content: "u" },
        ],
      },
    ]);
    const messages = [{ role: "user", content: [{ type: "text", text: "{{q}}" }], name: "n" }];
    expect(resolved(written({ templates: [{ name: "v1", messages }] })).templates).toEqual([
      { kind: "messages", name: "v1", messages },
    ]);
    expect(resolved(written({ columns: { messages: "chat" } })).templates).toEqual([
      { kind: "column", name: "default", column: "chat" },
    ]);
  });

  test("trims slashes from the end of a base URL and infers the provider from its host", () => {
    const model = onlyModel(resolved(writtenModel({ baseUrl: "https://api.anthropic.com/v1//" })));
    expect(model).toMatchObject({ baseUrl: "https://api.anthropic.com/v1", provider: "anthropic" });
  });

  test("replaces environment variables in texts, and takes the default for one that is empty", () => {
    const config = resolved(
      {
        prompts: ["${SET}/${UNSET:-*.csv}"],
        models: [{ ...minimalModel, name: "${EMPTY:-fallback}", model: "x-${SET}-${SET}" }],
      },
      { SET: "value", EMPTY: "" },
    );
    expect(config.prompts).toEqual(["value/*.csv"]);
    expect(onlyModel(config)).toMatchObject({ name: "fallback", model: "x-value-value" });
  });

  test("leaves templates and params as they are written, dollar signs included", () => {
    const config = resolved({
      template: { user: "${HOME} costs ${" },
      params: { stop: ["${HOME}"] },
      models: [minimalModel],
    });
    expect(config.templates).toMatchObject([{ messages: [{ content: "${HOME} costs ${" }] }]);
    expect(onlyModel(config).params).toEqual({ stop: ["${HOME}"] });
  });

  test("keeps headers as written, so that no secret is part of a config", () => {
    const headers = { Authorization: "Bearer ${GATEWAY_KEY}", "X-Team": "evaluation" };
    const config = resolved(writtenModel({ headers }), { GATEWAY_KEY: "gw-secret-value" });
    expect(onlyModel(config).headers).toEqual(headers);
    expect(JSON.stringify(config)).not.toContain("gw-secret-value");
  });

  test("freezes the whole result, but nothing of what it was given", () => {
    const params = { stop: ["x"] };
    const config = resolved(writtenModel({ params }));
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(onlyModel(config).params["stop"])).toBe(true);
    expect(Object.isFrozen(params.stop)).toBe(false);
  });

  test("needs the keys of those models only that will be asked", () => {
    const config = {
      models: [
        { ...minimalModel, name: "a", apiKeyEnv: "SET" },
        { ...minimalModel, name: "b", apiKeyEnv: "NOT_SET", headers: { "X-Key": "${NOT_SET_EITHER}" } },
      ],
    };
    const resolve = (models: string[]) =>
      resolveConfig(config, { directory: "/", environment: { SET: "sk-is-set" }, models });
    expect(resolve(["a"]).models).toHaveLength(2);
    expect(() => resolve(["a", "b"])).toThrow(/NOT_SET is not set[^]*NOT_SET_EITHER is not set/);
  });

  test("needs no keys for a simulated run", () => {
    const config = writtenModel({ apiKeyEnv: "NOT_SET", headers: { "X-Key": "${NOT_SET_EITHER}" } });
    expect(() => resolveConfig(config, { directory: "/", file: null, environment: {}, simulate: true })).not.toThrow();
  });
});
