import { expect, it, onTestFinished } from "vitest";

import { startSimulator } from "../../src/simulator/simulator.ts";

const limits = { requestsPerSecond: 2, burst: 10, tokensPerMinute: 60_000, announce: true };

async function headersFrom(provider: string, given: object = limits): Promise<Record<string, string>> {
  const simulator = await startSimulator({ limits: given });
  onTestFinished(() => simulator.close());
  const response = await fetch(`${simulator.url}/${provider}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer key" },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hello" }] }),
  });
  expect(response.status).toBe(200);
  return Object.fromEntries([...response.headers].filter(([name]) => name.includes("ratelimit")));
}

it("announces what is left of requests and tokens as OpenAI does", async () => {
  expect(await headersFrom("openai")).toEqual({
    "x-ratelimit-limit-requests": "10",
    "x-ratelimit-remaining-requests": "9",
    "x-ratelimit-reset-requests": "500ms",
    "x-ratelimit-limit-tokens": "60000",
    "x-ratelimit-remaining-tokens": expect.stringMatching(/^59\d{3}$/),
    "x-ratelimit-reset-tokens": expect.stringMatching(/^\d+ms$/),
  });
});

it("announces under Anthropic's names, with a date", async () => {
  const headers = await headersFrom("anthropic");
  expect(headers["anthropic-ratelimit-requests-remaining"]).toBe("9");
  const reset = headers["anthropic-ratelimit-requests-reset"] ?? "";
  expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Math.abs(Date.parse(reset) - Date.now() - 500)).toBeLessThan(500);
});

it("announces only the limits that there are, and nothing unless asked", async () => {
  const requestsOnly = await headersFrom("generic", { requestsPerSecond: 1, announce: true });
  expect(Object.keys(requestsOnly).every((name) => name.endsWith("-requests"))).toBe(true);
  expect(await headersFrom("generic", { requestsPerSecond: 1, tokensPerMinute: 1000 })).toEqual({});
});
