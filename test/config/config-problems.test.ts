import { describe, expect, test } from "vitest";
import { minimalModel, problemsOf, written, writtenModel } from "./problems.ts";

const MODEL_FIELDS =
  "name, model, baseUrl, apiKeyEnv, endpoints, provider, headers, params, stream, proxy, ca, limits, price, timeoutMs, stallTimeoutMs, retry or breaker";
const TOP_FIELDS =
  "$schema, prompts, columns, results, repeats, template, templates, params, breaker, proxy, ca, models, judges, scorers, gate, notify, store or tables";
const URL_EXPECTED = "a URL such as https://api.example.com/v1";
const NO_KEY_FIELD =
  "is no field: a key never stands in the config (expected apiKeyEnv, the name of an environment variable). Put the key in the environment or in .env, and write the variable's name in apiKeyEnv";
const NO_VARIABLE_NAME =
  "is no name of an environment variable; it is not shown, as it may be a key (expected the name of an environment variable, such as OPENAI_API_KEY). A key never stands in the config: put it in the environment or in .env, and write the variable's name here";
const CREDENTIAL_IN_CLEAR =
  'carries a credential in clear, which is not shown (expected a value from the environment, such as "Bearer ${NAME}"). Put the secret in the environment or in .env, and write ${NAME} in its place, without a default';

describe("the shape of a config", () => {
  test.each([
    [null, "c.json: is no config (found null, expected an object)"],
    [[], "c.json: is no config (found a list, expected an object)"],
    ["text", 'c.json: is no config (found "text", expected an object)'],
    [{}, "c.json: models: is missing (expected a list)"],
    [written({ models: [] }), "c.json: models: is an empty list (expected at least one entry)"],
    [written({ models: ["a"] }), 'c.json: models[0]: has the wrong type (found "a", expected an object)'],
    [written({ prompts: "a.csv" }), 'c.json: prompts: has the wrong type (found "a.csv", expected a list)'],
    [written({ prompts: [""] }), "c.json: prompts[0]: is empty (expected text)"],
    [written({ repeats: 0 }), "c.json: repeats: is too small (found 0, expected at least 1)"],
    [written({ breaker: true }), "c.json: breaker: has the wrong type (found true, expected false or an object)"],
    [
      writtenModel({ breaker: { share: 50 } }),
      "c.json: models[0].breaker.share: is too big (found 50, expected at most 1)",
    ],
    [written({ repeats: 1.5 }), "c.json: repeats: has the wrong type (found 1.5, expected a whole number)"],
    [
      written({ tables: { bom: "yes" } }),
      'c.json: tables.bom: has the wrong type (found "yes", expected true or false)',
    ],
    [
      written({ store: { raw: "error" } }),
      'c.json: store.raw: is none of the allowed values (found "error", expected keep, errors or none). Did you mean "errors"?',
    ],
    [
      writtenModel({ provider: "xinghuo" }),
      'c.json: models[0].provider: is none of the allowed values (found "xinghuo", expected openai, vllm, ollama, llamacpp, dashscope, siliconflow, openrouter, spark, anthropic or generic). Did you mean "spark"?',
    ],
    [
      writtenModel({ timeoutMs: 86_400_001 }),
      "c.json: models[0].timeoutMs: is too big (found 86400001, expected at most 86400000)",
    ],
    [
      writtenModel({ limits: { requestsPerMinute: 0 } }),
      "c.json: models[0].limits.requestsPerMinute: is too small (found 0, expected more than 0)",
    ],
    [
      writtenModel({ price: { input: 1, output: 1, currency: "usd" } }),
      'c.json: models[0].price.currency: is not valid (found "usd", expected an ISO 4217 code such as USD)',
    ],
    [writtenModel({ price: { input: 1 } }), "c.json: models[0].price.output: is missing (expected a number)"],
    [
      writtenModel({ headers: { "X-Key": 5 } }),
      'c.json: models[0].headers["X-Key"]: has the wrong type (found a number, expected text)',
    ],
    [
      written({ template: { messages: [{ role: "user", content: 5 }] } }),
      "c.json: template.messages[0].content: has the wrong type (found 5, expected text, a list of content parts or null)",
    ],
    [
      written({ template: { messages: [{ role: "user" }] } }),
      "c.json: template.messages[0].content: is missing (expected text, a list of content parts or null)",
    ],
  ])("%j", (config, message) => {
    expect(problemsOf(config)).toEqual([message]);
  });

  test("a breaker that is no policy is told field by field", () => {
    expect(problemsOf(written({ breaker: { consecutive: 0, window: "x", span: 1 } }))).toEqual([
      "c.json: breaker.consecutive: is too small (found 0, expected at least 1)",
      'c.json: breaker.window: has the wrong type (found "x", expected a number)',
      "c.json: breaker.span: is no field (expected consecutive, share or window)",
    ]);
  });

  test("long texts are cut in messages", () => {
    const [problem = ""] = problemsOf(written({ prompts: "x".repeat(1000) }));
    expect(problem.length).toBeLessThan(200);
  });
});

describe("unknown fields", () => {
  test.each([
    [written({ promts: [] }), `c.json: promts: is no field (expected ${TOP_FIELDS}). Did you mean prompts?`],
    [
      writtenModel({ base_url: "x" }),
      `c.json: models[0].base_url: is no field (expected ${MODEL_FIELDS}). Did you mean baseUrl?`,
    ],
    [
      writtenModel({ maxRetries: 1, retry: { maxRetries: 1 } }),
      `c.json: models[0].retry.maxRetries: is no field (expected maximumAttempts, initialIntervalMs, backoffCoefficient, maximumIntervalMs or maximumWaitMs). Did you mean maximumAttempts?`,
      `c.json: models[0].maxRetries: is no field (expected ${MODEL_FIELDS})`,
    ],
    [
      written({ temperature: 0 }),
      `c.json: temperature: is no field (expected ${TOP_FIELDS}). Write it inside params: it is sent to the API`,
    ],
    [
      written({ timeoutMs: 5 }),
      `c.json: timeoutMs: is no field (expected ${TOP_FIELDS}). timeoutMs belongs in models[]`,
    ],
    [
      writtenModel({ concurrency: 5 }),
      `c.json: models[0].concurrency: is no field (expected ${MODEL_FIELDS}). concurrency belongs in models[].limits`,
    ],
    [
      writtenModel({ repeats: 5 }),
      `c.json: models[0].repeats: is no field (expected ${MODEL_FIELDS}). repeats belongs in the top level`,
    ],
    [
      written({ breaker: { consecutve: 5 } }),
      "c.json: breaker.consecutve: is no field (expected consecutive, share or window). Did you mean consecutive?",
    ],
    [written({ share: 0.5 }), `c.json: share: is no field (expected ${TOP_FIELDS}). share belongs in breaker`],
    [writtenModel({ colour: 5 }), `c.json: models[0].colour: is no field (expected ${MODEL_FIELDS})`],
    [writtenModel({ apiKey: "sk-1" }), `c.json: models[0].apiKey: ${NO_KEY_FIELD}`],
    [writtenModel({ api_key: "sk-1" }), `c.json: models[0].api_key: ${NO_KEY_FIELD}`],
    [writtenModel({ token: "sk-1" }), `c.json: models[0].token: ${NO_KEY_FIELD}`],
  ])("%j", (config, ...messages) => {
    expect(new Set(problemsOf(config))).toEqual(new Set(messages));
  });
});

describe("environment variables", () => {
  test.each([
    [
      written({ results: "${NOWHERE}" }),
      "c.json: results: the environment variable NOWHERE is not set (expected a value that is not empty). Set NOWHERE in the environment or in .env, or give a default: ${NOWHERE:-default}",
    ],
    [
      writtenModel({ baseUrl: "${EMPTY}" }),
      "c.json: models[0].baseUrl: the environment variable EMPTY is not set (expected a value that is not empty). Set EMPTY in the environment or in .env, or give a default: ${EMPTY:-default}",
    ],
    [
      written({ results: "${no name}" }),
      'c.json: results: has a ${ that starts no reference to an environment variable (found "${no name}", expected ${NAME} or ${NAME:-default})',
    ],
    [
      written({ results: "${A:-${B}}" }),
      'c.json: results: has a ${ that starts no reference to an environment variable (found "${A:-${B}}", expected ${NAME} or ${NAME:-default})',
    ],
    [
      writtenModel({ apiKeyEnv: "EXAMPLE_KEY" }),
      "c.json: models[0].apiKeyEnv: the environment variable EXAMPLE_KEY is not set (expected the endpoint's key in it). Set EXAMPLE_KEY in the environment or in .env, or rehearse with --simulate",
    ],
    [
      writtenModel({ apiKeyEnv: "${EXAMPLE_KEY}" }),
      'c.json: models[0].apiKeyEnv: is a reference, not a name (expected the name of an environment variable, such as OPENAI_API_KEY). Write "EXAMPLE_KEY"',
    ],
    [writtenModel({ apiKeyEnv: "sk-abc" }), `c.json: models[0].apiKeyEnv: ${NO_VARIABLE_NAME}`],
    [writtenModel({ apiKeyEnv: "hf_AbCdEfGhIjKlMnOp1234" }), `c.json: models[0].apiKeyEnv: ${NO_VARIABLE_NAME}`],
    [
      writtenModel({ apiKeyEnv: "0123456789abcdef0123456789abcdef" }),
      `c.json: models[0].apiKeyEnv: ${NO_VARIABLE_NAME}`,
    ],
    [
      writtenModel({ headers: { "X-Team": "${TEAM}" } }),
      'c.json: models[0].headers["X-Team"]: the environment variable TEAM is not set (expected a value that is not empty). Set TEAM in the environment or in .env',
    ],
    [
      writtenModel({ headers: { "X-Team": "${sk-abc}" } }),
      'c.json: models[0].headers["X-Team"]: has a ${ that starts no reference to an environment variable (expected ${NAME} or ${NAME:-default})',
    ],
  ])("%j", (config, message) => {
    expect(problemsOf(config, { EMPTY: "" })).toEqual([message]);
  });

  test("a variable with digits in its name is still a name", () => {
    expect(
      problemsOf(writtenModel({ apiKeyEnv: "MY_TEAM_2_OPENAI_API_KEY" }), { MY_TEAM_2_OPENAI_API_KEY: "k" }),
    ).toEqual([]);
  });
});

describe("headers", () => {
  test.each([
    "Authorization",
    "authorization",
    "X-Api-Key",
    "api-key",
    "Cookie",
    "X-Authorization",
    "X-Secret",
    "X-Token",
  ])("%s takes its value from the environment only", (name) => {
    const literal = writtenModel({ headers: { [name]: "Bearer sk-literal" } });
    const where = /^\w+$/.test(name) ? `headers.${name}` : `headers["${name}"]`;
    expect(problemsOf(literal)).toEqual([`c.json: models[0].${where}: ${CREDENTIAL_IN_CLEAR}`]);
    expect(problemsOf(writtenModel({ headers: { [name]: "Bearer ${KEY}" } }), { KEY: "k" })).toEqual([]);
  });

  test.each(["${KEY:-sk-literal}", "Bearer sk-literal${KEY}", "${KEY} sk-literal"])(
    "%s is a credential in clear",
    (value) => {
      const config = writtenModel({ headers: { Authorization: value } });
      expect(problemsOf(config, { KEY: "k" })).toEqual([
        `c.json: models[0].headers.Authorization: ${CREDENTIAL_IN_CLEAR}`,
      ]);
    },
  );

  test.each(["${KEY}", "Basic ${KEY}", "session=${KEY}; theme=${KEY}"])("%s is none", (value) => {
    expect(problemsOf(writtenModel({ headers: { Cookie: value } }), { KEY: "k" })).toEqual([]);
  });

  test.each([
    [{ "a b": "x" }, 'headers["a b"]: is no HTTP header name (expected letters, digits and hyphens)'],
    [{ Host: "x" }, "headers.Host: is a header that the HTTP client sets itself. Leave it out"],
    [{ Team: "a\nb" }, "headers.Team: has a line break or NUL in its value"],
  ])("%j", (headers, message) => {
    expect(problemsOf(writtenModel({ headers }))).toEqual([`c.json: models[0].${message}`]);
  });
});

describe("base URLs", () => {
  test.each([
    ["nonsense", `is no URL (found "nonsense", expected ${URL_EXPECTED})`],
    ["ftp://host/v1", `is no http(s) URL (found "ftp://host/v1", expected ${URL_EXPECTED})`],
    [
      "localhost:8000/v1",
      `is no http(s) URL (found "localhost:8000/v1", expected ${URL_EXPECTED}). Write http:// or https:// before it`,
    ],
    [
      "https://user:sk-secret@host/v1",
      `holds a user name or password, which would reach logs and tables (expected ${URL_EXPECTED}). Name the variable that holds the key in apiKeyEnv, or write a header with \${NAME}`,
    ],
    [
      "https://host/v1?key=sk-secret",
      `holds a query or fragment (expected ${URL_EXPECTED}). Leave out what follows ? or #`,
    ],
    [
      "https://host/v1/chat/completions/",
      'is the URL of one call (found "https://host/v1/chat/completions/", expected the URL before it). Leave out /chat/completions: promptgrid adds /chat/completions itself',
    ],
  ])("%s", (baseUrl, message) => {
    expect(problemsOf(writtenModel({ baseUrl }))).toEqual([`c.json: models[0].baseUrl: ${message}`]);
  });

  test("a URL from the environment is shown as written", () => {
    expect(problemsOf(writtenModel({ baseUrl: "${SITE}" }), { SITE: "private-host-name" })).toEqual([
      `c.json: models[0].baseUrl: is no URL (found "\${SITE}", expected ${URL_EXPECTED})`,
    ]);
  });
});

describe("params", () => {
  const streaming = "is set by promptgrid";
  test.each([
    [{ stream: true }, `stream: ${streaming} (found true). Write it as the model's own field, models[].stream`],
    [
      { n: 2 },
      "n: several choices in one answer are not supported (found 2). Leave n out and set repeats: each repeat is a task of its own, with its own usage",
    ],
    [{ model: "m" }, 'model: is set by promptgrid (found "m"). Write it as the model\'s own field, models[].model'],
    [
      { messages: [] },
      "messages: is made by promptgrid (found a list). Write a template, or name a column in columns.messages",
    ],
    [{ stop: () => "x" }, "stop: is no JSON value (found function)"],
    [{ a: { b: [1, Number.NaN] } }, "a.b[1]: is no JSON value (found NaN)"],
  ])("%j", (params, message) => {
    expect(problemsOf(written({ params }))).toEqual([`c.json: params.${message}`]);
    expect(problemsOf(writtenModel({ params }))).toEqual([`c.json: models[0].params.${message}`]);
  });

  test("stream: false, n: 1 and removals by null are fine", () => {
    expect(problemsOf(writtenModel({ params: { stream: false, n: 1, model: null } }))).toEqual([]);
  });
});

describe("templates and names", () => {
  const user = "{{prompt}}";
  test.each([
    [
      { template: { user }, templates: [{ name: "a", user }] },
      "templates: stands beside template (expected one of the two). Move template into templates and give it a name",
    ],
    [
      { columns: { messages: "m" }, template: { user } },
      "columns.messages: stands beside template (expected one of the two, as the column holds whole conversations). Leave out one of them",
    ],
    [
      { columns: { messages: "m" }, templates: [{ name: "a", user }] },
      "columns.messages: stands beside templates (expected one of the two, as the column holds whole conversations). Leave out one of them",
    ],
    [{ template: { system: "s" } }, 'template: has no user message (expected user, e.g. "{{prompt}}", or messages)'],
    [
      { template: { user, messages: [{ role: "user", content: "x" }] } },
      "template.messages: stands beside system or user (expected one of the two)",
    ],
    [
      {
        templates: [
          { name: "v1", user },
          { name: "v1", user },
        ],
      },
      'templates[1].name: is the name of another template too, templates[0] (found "v1"). Give each template a name of its own',
    ],
    [
      { models: [minimalModel, minimalModel] },
      'models[1].name: is the name of another model too, models[0] (found "a"). Give each model a name of its own',
    ],
    [
      { models: [{ ...minimalModel, name: "a,b" }] },
      'models[0].name: cannot be used as a name (found "a,b", expected no comma, no line break, no space at either end)',
    ],
    [
      { models: [{ ...minimalModel, retry: { initialIntervalMs: 60_000 } }] },
      "models[0].retry.maximumIntervalMs: is shorter than initialIntervalMs (found 30000, expected at least 60000)",
    ],
  ])("%j", (fields, message) => {
    expect(problemsOf(written(fields))).toEqual([`c.json: ${message}`]);
  });
});

test("a config from code is called config", async () => {
  const { resolveConfig } = await import("../../src/config/resolve-config.ts");
  const call = () => resolveConfig(written({ repeats: 0 }), { directory: "/", file: null, environment: {} });
  expect(call).toThrow("config: repeats: is too small (found 0, expected at least 1)");
});
