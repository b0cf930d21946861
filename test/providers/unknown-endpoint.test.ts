import { afterAll, beforeAll, expect, test } from "vitest";
import { ReplayServer, response, type Scene, sendJson } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

/** What an endpoint of which nothing is known means by each status, whatever body comes with it. */
const EXPECTED = `
300 301 302 303 305 307 308     stop redirected
400 406 411 412 414 415 417 418 failed invalid_request
422 428 431 451                 failed invalid_request
401                             stop unauthorized
402                             stop payment_required
403                             stop forbidden
404                             stop not_found
405                             stop method_not_allowed
407                             stop proxy_authentication
408 499                         retry request_timeout
409                             retry conflict
410                             stop gone
413                             failed request_too_large
421                             retry misdirected
424                             retry-few generation_failed
425                             retry too_early
426                             stop upgrade_required
429                             rate-limit rate_limited
500 502 503 507 508 520 521 522 retry server_error
523 524 525 530 598             retry server_error
501                             stop not_implemented
504                             retry gateway_timeout
511                             stop network_authentication
529                             rate-limit overloaded
600 999                         retry-few unknown_status
`;

const rows = EXPECTED.trim()
  .split("\n")
  .flatMap((line) => {
    const [, statuses = "", verdict = ""] = /^([\d ]+?) +([a-z].*)$/.exec(line) ?? [];
    return statuses.split(" ").map((status): [status: string, verdict: string] => [status, verdict]);
  });

const BODIES: readonly (readonly [headers: readonly string[], body: string])[] = [
  [[], ""],
  [["Content-Type: text/html"], "<html><head><title>Oops</title></head><body>We are sorry</body></html>"],
  [["Content-Type: application/json"], '{"error":{"message":"Something is not right.","type":null,"code":null}}'],
  [["Content-Type: application/json"], '{"detail":[{"loc":["body","x"],"msg":"bad","type":"t"}]}'],
  [["Content-Type: application/json"], '"a bare string"'],
  [["Content-Type: text/plain"], "nothing to see here"],
];

let server: ReplayServer;
beforeAll(async () => {
  server = await ReplayServer.start();
});
afterAll(() => server.close());

test.each(rows)("status %s means: %s", async (status, expected) => {
  const scenes = BODIES.map(([headers, body]): Scene => ({
    kind: "send",
    bytes: response(`${status} Something`, headers, body),
  }));
  server.play(...scenes);
  const provider = testProvider(server.origin);
  const verdicts: string[] = [];
  for (const _ of scenes) verdicts.push(verdictLine(await ask(provider)));
  expect(verdicts).toEqual(scenes.map(() => expected));
});

test.each([
  [
    "a rate limit of tokens is no prompt that is too long",
    "429 Too Many Requests",
    "Too many tokens, please wait.",
    "rate-limit rate_limited",
  ],
  [
    "a limit on what runs at once is one of concurrency",
    "429 Too Many Requests",
    "Too many concurrent requests",
    "concurrency-limit concurrency_limited",
  ],
  ["a day's quota stops the lane", "429 Too Many Requests", "You exceeded the daily quota", "stop daily_limit"],
  ["a rate limit may come as 403", "403 Forbidden", "RPM limit exceeded", "rate-limit-few rate_limited"],
  [
    "a prompt that is too long may come as 413",
    "413 Too Large",
    "maximum context length is 8192",
    "failed context_length_exceeded",
  ],
  ["an unknown model may come as 400", "400 Bad Request", "The model `x` does not exist", "stop model_not_found"],
  [
    "a model that loads may come as any server error",
    "500 Oops",
    "Model x is currently loading",
    "loading model_loading",
  ],
])("%s", async (_name, status, message, expected) => {
  server.play(sendJson({ error: { message, type: null, code: null } }, status));
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe(expected);
});

test.each([
  ["500 Oops", "false", "failed retry_refused"],
  ["409 Conflict", "false", "failed retry_refused"],
  ["400 Bad Request", "true", "retry retry_requested"],
  ["429 Too Many Requests", "false", "stop rate_limited_for_good"],
  ["401 Unauthorized", "true", "stop unauthorized"],
])("%s with x-should-retry: %s means: %s", async (status, shouldRetry, expected) => {
  server.play(sendJson({}, status, [`x-should-retry: ${shouldRetry}`]));
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe(expected);
});
