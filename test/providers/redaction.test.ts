import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { replayServer, response, type Scene, sendJson } from "../support/replay-server.ts";
import { ask, TEST_KEY, testProvider, verdictLine } from "../support/test-provider.ts";

function bytes(status: string, headers: readonly string[], body: string | Buffer): Scene {
  return { kind: "send", bytes: response(status, headers, body) };
}

const echo = {
  message: { content: `Your key is ${TEST_KEY}, is it not?`, reasoning: TEST_KEY },
  finish_reason: TEST_KEY,
};

test.each<[name: string, scene: Scene, verdict: string]>([
  ["a completion", sendJson({ model: TEST_KEY, id: TEST_KEY, choices: [echo] }), "completed"],
  [
    "a completion that spells the key with escapes",
    bytes("200 OK", [], escaped(JSON.stringify({ choices: [echo] }))),
    "completed",
  ],
  [
    "a compressed completion",
    bytes("200 OK", ["Content-Encoding: gzip"], gzipSync(JSON.stringify({ choices: [echo] }))),
    "completed",
  ],
  [
    "tool calls",
    sendJson({ choices: [{ message: { content: null, tool_calls: [{ function: { arguments: TEST_KEY } }] } }] }),
    "completed",
  ],
  ["a refusal", sendJson({ choices: [{ message: { content: null, refusal: TEST_KEY } }] }), "refused refusal"],
  [
    "an error",
    sendJson({ error: { message: `Incorrect API key provided: ${TEST_KEY}`, code: TEST_KEY } }, "401 Unauthorized"),
    "stop unauthorized",
  ],
  ["an error page", bytes("502 Bad Gateway", [], `<html><title>${TEST_KEY}</title></html>`), "retry server_error"],
  ["a redirect, URL-encoded", redirect(encodeURIComponent(TEST_KEY)), "stop redirected"],
  ["a redirect, URL-encoded in lower case", redirect(encodeURIComponent(TEST_KEY).toLowerCase()), "stop redirected"],
  ["a redirect, URL-encoded twice", redirect(encodeURIComponent(encodeURIComponent(TEST_KEY))), "stop redirected"],
  ["a redirect, URL-encoded in part", redirect(TEST_KEY.replace("+", "%2B")), "stop redirected"],
  ["JSON that is cut off", bytes("200 OK", [], escaped(JSON.stringify(echo)).slice(0, -1)), "retry truncated_json"],
  ["JSON within JSON", sendJson({ error: escaped(JSON.stringify(echo)) }, "500 Oops"), "retry server_error"],
  ["HTML", bytes("502 Bad Gateway", [], `<p>${TEST_KEY.replace("/", "&#x2F;")}</p>`), "retry server_error"],
  ["base64", sendJson({ error: Buffer.from(`user:${TEST_KEY}`).toString("base64") }, "401 No"), "stop unauthorized"],
  ["base64url", sendJson({ error: Buffer.from(TEST_KEY).toString("base64url") }, "401 No"), "stop unauthorized"],
  ["in the request id", sendJson({ choices: [echo] }, "200 OK", [`x-request-id: ${TEST_KEY}`]), "completed"],
  [
    "a body that is no text",
    bytes("200 OK", [], Buffer.concat([Buffer.from(TEST_KEY), Buffer.from([0xff, 0xfe])])),
    "retry-few invalid_utf8",
  ],
  [
    "a body that is cut off",
    { kind: "reset", bytes: response("200 OK", [], `${TEST_KEY}${" ".repeat(100)}`).subarray(0, -50) },
    "retry connection_reset",
  ],
  ["a stream", bytes("200 OK", [], `data: ${TEST_KEY}\n\n`), "retry-few unexpected_stream"],
  [
    "an error in a stream",
    bytes("200 OK", [], `data: ${escaped(JSON.stringify({ error: { message: TEST_KEY, code: 502 } }))}\n\n`),
    "retry server_error",
  ],
])("a key that the endpoint echoes in %s is in no part of the attempt", async (_name, scene, verdict) => {
  const server = await replayServer(scene);
  const attempt = await ask(testProvider(server.origin));
  expect(verdictLine(attempt)).toBe(verdict);
  expect(server.requests[0]?.headers["authorization"]).toContain(TEST_KEY);
  const raw = attempt.raw === null ? "" : Buffer.from(attempt.raw).toString("latin1");
  const everything = `${inspect({ ...attempt, raw: null }, { depth: 10, maxStringLength: null })} ${raw}`;
  for (const reading of readings(everything)) expect(reading).not.toContain(TEST_KEY);
  expect(everything).toContain("[redacted]");
});

test("a key that cannot be a header stops the lane without being told", async () => {
  const server = await replayServer();
  const key = `sk-broken\n${TEST_KEY}`;
  const attempt = await ask(testProvider(server.origin, { environment: { TEST_KEY: key } }));
  expect(verdictLine(attempt)).toBe("stop request_not_sent");
  expect(inspect(attempt)).not.toContain("sk-broken");
  expect(server.requests).toEqual([]);
});

test("a body without a secret is kept byte for byte", async () => {
  const body = '\uFEFF {"choices":[{"message":{"content":"\\u00e9\\/"}}]}\n';
  const server = await replayServer(bytes("200 OK", [], body));
  const { raw } = await ask(testProvider(server.origin));
  expect(raw === null ? null : Buffer.from(raw).toString()).toBe(body);
});

test.each([
  ["keep", true, true],
  ["errors", false, true],
  ["none", false, false],
] as const)("with the policy %s, raw bodies of completions are kept: %s, others: %s", async (raw, good, bad) => {
  const server = await replayServer(
    sendJson({ choices: [echo] }),
    sendJson({ choices: [] }),
    sendJson({ choices: [{ message: { content: null, refusal: "no" } }] }),
    sendJson({ error: "x" }, "500 Oops"),
    { kind: "reset", bytes: response("200 OK", [], " ".repeat(100)).subarray(0, -50) },
  );
  const provider = testProvider(server.origin, { raw });
  const kept: boolean[] = [];
  for (let n = 0; n < 5; n++) kept.push((await ask(provider)).raw !== null);
  expect(kept).toEqual([good, bad, bad, bad, bad]);
});

/** As PHP and cautious servers write JSON. */
function escaped(json: string): string {
  return json.replaceAll("/", "\\/").replaceAll("+", "\\u002b");
}

function redirect(key: string): Scene {
  return bytes("302 Found", [`Location: /login?key=${key}`], "");
}

/** What a reader who knows the usual encodings can make of a text. */
function readings(text: string): string[] {
  const unescaped = text
    .replaceAll(/\\+u002b/g, "+")
    .replaceAll(/\\+\//g, "/")
    .replaceAll("&#x2F;", "/");
  const decoded = [text, unescaped].map((reading) =>
    reading.replaceAll(/%(?:25)*2F/gi, "/").replaceAll(/%(?:25)*2B/gi, "+"),
  );
  const base64 = [...text.matchAll(/[\w+/-]{20,}/g)].map(([match]) => Buffer.from(match, "base64").toString("latin1"));
  return [...decoded, ...base64];
}
