import { expect, test } from "vitest";
import { problemsOf } from "./problems.ts";

const SECRET = "sk-secret-1234567890";

const everythingWrong = {
  promts: ["a.csv"],
  results: "${NOWHERE}/x",
  repeats: 0,
  temperature: 1,
  columns: { messages: "m", ID: "x" },
  template: { user: "{{prompt}} ${x}", sytem: "a" },
  templates: [
    { name: "a", user: "x", messages: [] },
    { name: "a", system: "x" },
  ],
  params: { stream: true, n: 2, temperature: 0.5 },
  models: [
    {
      name: "a",
      model: "m",
      baseUrl: `https://u:${SECRET}@h/v1?key=${SECRET}`,
      apiKeyEnv: SECRET,
      headers: {
        "X-Api-Key": SECRET,
        Authorization: "Bearer ${ABSENT}",
        Cookie: `\${COOKIE:-${SECRET}}`,
        "X-Other": `\${${SECRET}}`,
        "X-Token": [SECRET],
      },
      limits: { concurrency: 1.5, rpm: 1, requestsPerDay: 0.5, between: "8:00-9:00", group: "" },
      price: { input: -1, currency: "usd" },
      timeoutMs: "10s",
      retry: { initialIntervalMs: 40_000 },
    },
    { name: "a", base_url: "x", baseUrl: "https://h/v1/chat/completions", apiKey: SECRET, provider: "claude" },
    { name: "c,d", model: "${M", baseUrl: "localhost:8000/v1", apiKeyEnv: "${OPENAI_API_KEY}", token: SECRET },
    { name: "e", model: "${SECRET_ID}", baseUrl: "${SECRET_URL}", apiKeyEnv: "UNSET_KEY", provider: "${SECRET_ID}" },
    5,
    {
      name: "f",
      model: "m",
      baseUrl: "https://h/v1",
      apiKeyEnv: "UNSET_KEY",
      limits: { between: "08:00-08:00" },
      endpoints: [
        { baseUrl: `https://u:${SECRET}@h/v1`, apiKeyEnv: SECRET, headers: { Authorization: SECRET } },
        { baseUrl: "https://h/v1/", apiKeyEnv: "UNSET_KEY", limits: { between: "08:00-09:00 Mars/Olympus" } },
        { baseUrl: "https://h/v1", apiKeyEnv: "UNSET_KEY", apiKey: SECRET, params: {} },
        { apiKeyEnv: "UNSET_KEY" },
      ],
    },
    { name: "g", model: "m", endpoints: [] },
    {},
  ],
  store: { raw: "all" },
  tables: { BOM: true },
};

test("a config with everything wrong is told everything at once, in the order in which it is written", () => {
  const problems = problemsOf(everythingWrong, { SECRET_ID: SECRET, SECRET_URL: SECRET });
  expect(problems.map((problem) => problem.replace(/^c\.json: /, "")).join("\n")).toMatchInlineSnapshot(`
    "promts: is no field (expected $schema, prompts, columns, results, repeats, template, templates, params, breaker, proxy, ca, models, judges, scorers, gate, notify, store or tables). Did you mean prompts?
    results: the environment variable NOWHERE is not set (expected a value that is not empty). Set NOWHERE in the environment or in .env, or give a default: \${NOWHERE:-default}
    repeats: is too small (found 0, expected at least 1)
    temperature: is no field (expected $schema, prompts, columns, results, repeats, template, templates, params, breaker, proxy, ca, models, judges, scorers, gate, notify, store or tables). Write it inside params: it is sent to the API
    columns.messages: stands beside template (expected one of the two, as the column holds whole conversations). Leave out one of them
    columns.ID: is no field (expected id or messages). Did you mean id?
    template.sytem: is no field (expected system, user or messages). Did you mean system?
    templates: stands beside template (expected one of the two). Move template into templates and give it a name
    templates[0].messages: is an empty list (expected at least one entry)
    templates[0].messages: stands beside system or user (expected one of the two)
    templates[1]: has no user message (expected user, e.g. "{{prompt}}", or messages)
    templates[1].name: is the name of another template too, templates[0] (found "a"). Give each template a name of its own
    params.stream: is set by promptgrid (found true). Write it as the model's own field, models[].stream
    params.n: several choices in one answer are not supported (found 2). Leave n out and set repeats: each repeat is a task of its own, with its own usage
    models[0].baseUrl: holds a user name or password, which would reach logs and tables (expected a URL such as https://api.example.com/v1). Name the variable that holds the key in apiKeyEnv, or write a header with \${NAME}
    models[0].baseUrl: holds a query or fragment (expected a URL such as https://api.example.com/v1). Leave out what follows ? or #
    models[0].apiKeyEnv: is no name of an environment variable; it is not shown, as it may be a key (expected the name of an environment variable, such as OPENAI_API_KEY). A key never stands in the config: put it in the environment or in .env, and write the variable's name here
    models[0].headers["X-Api-Key"]: carries a credential in clear, which is not shown (expected a value from the environment, such as "Bearer \${NAME}"). Put the secret in the environment or in .env, and write \${NAME} in its place, without a default
    models[0].headers.Authorization: the environment variable ABSENT is not set (expected a value that is not empty). Set ABSENT in the environment or in .env
    models[0].headers.Cookie: carries a credential in clear, which is not shown (expected a value from the environment, such as "Bearer \${NAME}"). Put the secret in the environment or in .env, and write \${NAME} in its place, without a default
    models[0].headers["X-Other"]: has a \${ that starts no reference to an environment variable (expected \${NAME} or \${NAME:-default})
    models[0].headers["X-Token"]: has the wrong type (found a list, expected text)
    models[0].limits.concurrency: has the wrong type (found 1.5, expected a whole number)
    models[0].limits.rpm: is no field (expected concurrency, requestsPerMinute, tokensPerMinute, requestsPerDay, between or group). Did you mean requestsPerMinute?
    models[0].limits.requestsPerDay: has the wrong type (found 0.5, expected a whole number)
    models[0].limits.between: is not valid (found "8:00-9:00", expected a time of day such as "22:00-06:30", or "22:00-06:30 Asia/Shanghai" with its time zone)
    models[0].limits.group: is empty (expected text)
    models[0].price.input: is too small (found -1, expected at least 0)
    models[0].price.currency: is not valid (found "usd", expected an ISO 4217 code such as USD)
    models[0].price.output: is missing (expected a number)
    models[0].timeoutMs: has the wrong type (found "10s", expected a number)
    models[0].retry.maximumIntervalMs: is shorter than initialIntervalMs (found 30000, expected at least 40000)
    models[1].name: is the name of another model too, models[0] (found "a"). Give each model a name of its own
    models[1].base_url: is no field (expected name, model, baseUrl, apiKeyEnv, endpoints, provider, headers, params, stream, proxy, ca, limits, price, timeoutMs, stallTimeoutMs, retry or breaker). Did you mean baseUrl?
    models[1].baseUrl: is the URL of one call (found "https://h/v1/chat/completions", expected the URL before it). Leave out /chat/completions: promptgrid adds /chat/completions itself
    models[1].apiKey: is no field: a key never stands in the config (expected apiKeyEnv, the name of an environment variable). Put the key in the environment or in .env, and write the variable's name in apiKeyEnv
    models[1].provider: is none of the allowed values (found "claude", expected openai, vllm, ollama, llamacpp, dashscope, siliconflow, openrouter, spark, anthropic or generic). Did you mean "anthropic"?
    models[1].model: is missing (expected text)
    models[2].name: cannot be used as a name (found "c,d", expected no comma, no line break, no space at either end)
    models[2].model: has a \${ that starts no reference to an environment variable (found "\${M", expected \${NAME} or \${NAME:-default})
    models[2].baseUrl: is no http(s) URL (found "localhost:8000/v1", expected a URL such as https://api.example.com/v1). Write http:// or https:// before it
    models[2].apiKeyEnv: is a reference, not a name (expected the name of an environment variable, such as OPENAI_API_KEY). Write "OPENAI_API_KEY"
    models[2].token: is no field: a key never stands in the config (expected apiKeyEnv, the name of an environment variable). Put the key in the environment or in .env, and write the variable's name in apiKeyEnv
    models[3].baseUrl: is no URL (found "\${SECRET_URL}", expected a URL such as https://api.example.com/v1)
    models[3].apiKeyEnv: the environment variable UNSET_KEY is not set (expected the endpoint's key in it). Set UNSET_KEY in the environment or in .env, or rehearse with --simulate
    models[3].provider: is none of the allowed values (found "\${SECRET_ID}", expected openai, vllm, ollama, llamacpp, dashscope, siliconflow, openrouter, spark, anthropic or generic)
    models[4]: has the wrong type (found 5, expected an object)
    models[5].baseUrl: stands beside endpoints (expected one of the two). Move baseUrl into an entry of endpoints
    models[5].apiKeyEnv: stands beside endpoints (expected one of the two). Move apiKeyEnv into an entry of endpoints
    models[5].apiKeyEnv: the environment variable UNSET_KEY is not set (expected the endpoint's key in it). Set UNSET_KEY in the environment or in .env, or rehearse with --simulate
    models[5].limits.between: is not valid (found "08:00-08:00", expected a time of day such as "22:00-06:30", or "22:00-06:30 Asia/Shanghai" with its time zone)
    models[5].endpoints[0].baseUrl: holds a user name or password, which would reach logs and tables (expected a URL such as https://api.example.com/v1). Name the variable that holds the key in apiKeyEnv, or write a header with \${NAME}
    models[5].endpoints[0].apiKeyEnv: is no name of an environment variable; it is not shown, as it may be a key (expected the name of an environment variable, such as OPENAI_API_KEY). A key never stands in the config: put it in the environment or in .env, and write the variable's name here
    models[5].endpoints[0].headers.Authorization: carries a credential in clear, which is not shown (expected a value from the environment, such as "Bearer \${NAME}"). Put the secret in the environment or in .env, and write \${NAME} in its place, without a default
    models[5].endpoints[1].apiKeyEnv: the environment variable UNSET_KEY is not set (expected the endpoint's key in it). Set UNSET_KEY in the environment or in .env, or rehearse with --simulate
    models[5].endpoints[1].limits.between: is not valid (found "08:00-09:00 Mars/Olympus", expected a time of day such as "22:00-06:30", or "22:00-06:30 Asia/Shanghai" with its time zone)
    models[5].endpoints[2]: is the same account as models[5].endpoints[1] (expected another base URL or key). Leave it out, or name another apiKeyEnv or limits.group
    models[5].endpoints[2].apiKeyEnv: the environment variable UNSET_KEY is not set (expected the endpoint's key in it). Set UNSET_KEY in the environment or in .env, or rehearse with --simulate
    models[5].endpoints[2].apiKey: is no field: a key never stands in the config (expected apiKeyEnv, the name of an environment variable). Put the key in the environment or in .env, and write the variable's name in apiKeyEnv
    models[5].endpoints[2].params: is no field (expected baseUrl, apiKeyEnv, headers or limits). params belongs in the top level
    models[5].endpoints[3].apiKeyEnv: the environment variable UNSET_KEY is not set (expected the endpoint's key in it). Set UNSET_KEY in the environment or in .env, or rehearse with --simulate
    models[5].endpoints[3].baseUrl: is missing (expected text)
    models[6].endpoints: is an empty list (expected at least one entry)
    models[7].name: is missing (expected text)
    models[7].model: is missing (expected text)
    models[7].baseUrl: is missing (expected text, or several endpoints in its place)
    store.raw: is none of the allowed values (found "all", expected keep, errors or none)
    tables.BOM: is no field (expected bom or escapeFormulas). Did you mean bom?"
  `);
});

test("no message shows a key, wherever it was written", () => {
  const problems = problemsOf(everythingWrong, { SECRET_ID: SECRET, SECRET_URL: SECRET });
  expect(problems.length).toBeGreaterThan(30);
  const telling = problems.filter((problem) => problem.includes("1234567890") || problem.includes("sk-secret"));
  expect(telling).toEqual([]);
});
