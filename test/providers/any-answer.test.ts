import * as fc from "fast-check";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import { findProfile } from "../../src/providers/find-profile.ts";
import { judgeReply, readReturnedModel } from "../../src/providers/judge-reply.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { readReply } from "../../src/providers/reply.ts";
import { readRequestId } from "../../src/providers/request-id.ts";
import { fixture } from "../support/replay-server.ts";

const PROVIDERS: readonly ProviderName[] = ["spark", "anthropic", "dashscope", "siliconflow", "openrouter", "generic"];

function judge(body: Buffer, status = 200, headers: Record<string, string> = {}, provider: ProviderName = "generic") {
  const reply = readReply({ kind: "answered", status, headers, body, latencyMs: 1 }, (text) => text);
  readRequestId(reply);
  readReturnedModel(reply);
  return judgeReply(reply, findProfile(provider).rules, 0);
}

function messageOf(verdict: Verdict): string {
  if (verdict.kind === "aborted") return "";
  if (verdict.kind !== "settled") return verdict.message;
  return verdict.outcome.kind === "completed" ? "" : verdict.outcome.message;
}

const fixtures = readdirSync(new URL("../../src/simulator/fixtures", import.meta.url), { recursive: true })
  .map((entry) => String(entry).replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".http"))
  .sort()
  .map((name) => {
    const bytes = fixture(name);
    const end = bytes.indexOf("\r\n\r\n");
    return { name, status: Number(bytes.toString("latin1", 9, 12)), body: bytes.subarray(end + 4) };
  });

const MEMBERS = [
  ..."error errors code message type object choices usage detail details error_code metadata raw request_id sid".split(
    " ",
  ),
  ..."finish_reason content reasoning tool_calls refusal prompt_tokens completion_tokens total_tokens".split(" "),
];
const STATUSES = [200, 201, 302, 400, 401, 403, 404, 413, 422, 429, 500, 503, 529, 600];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.oneof(fc.string(), fc.double(), fc.constantFrom("", "10013", "Loading model", "stop", null, true, 0, 429, -1)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie("value"), { maxKeys: 6 }),
  ),
})).value;

test("whatever JSON an endpoint sends, the verdict is a value and its message one short line", () => {
  const headers = fc.dictionary(fc.constantFrom("retry-after", "location", "content-encoding"), fc.string());
  fc.assert(
    fc.property(
      json,
      fc.constantFrom(...STATUSES),
      headers,
      fc.constantFrom(...PROVIDERS),
      (value, status, all, name) => {
        const verdict = judge(Buffer.from(JSON.stringify(value)), status, all, name);
        const message = messageOf(verdict);
        expect(message).not.toMatch(/\p{Cc}/u);
        expect(message.length).toBeLessThanOrEqual(600);
        const isCompletion = verdict.kind === "settled" && verdict.outcome.kind === "completed";
        expect(isCompletion && status > 299).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
});

test("whatever bytes of an answer are changed, the verdict is a value", () => {
  const bodies = fixtures.map(({ body }) => body);
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies),
      fc.nat(),
      fc.nat(255),
      fc.constantFrom(...PROVIDERS),
      (body, at, byte, name) => {
        const changed = Buffer.from(body);
        if (changed.length > 0) changed[at % changed.length] = byte;
        expect(judge(changed, 200, {}, name).kind).toMatch(/settled|retry|stop/);
      },
    ),
    { numRuns: 1000 },
  );
});

test.each(fixtures.filter(({ name }) => name.endsWith("/completion.http")))(
  "wherever $name is cut off, even within a character, it is tried again and never taken for an answer",
  ({ body }) => {
    const cuts = Array.from({ length: body.length - 1 }, (_, index) => judge(body.subarray(0, index + 1)));
    const unlike = cuts.filter((verdict) => verdict.kind !== "retry" || verdict.code !== "truncated_json");
    expect(unlike).toEqual([]);
    expect(judge(body)).toMatchObject({ outcome: { kind: "completed" } });
  },
);

test("messages say what happened and what to do next, in one line without markup", () => {
  const told = fixtures
    .filter(({ name }) => !name.includes("models"))
    .map(({ name, status, body }) => [name, messageOf(judge(body, status, {}, providerOf(name)))] as const)
    .filter(([, message]) => message !== "");
  expect(told.length).toBeGreaterThan(200);
  const untidy = /\n|\.\.|<[a-z]+[ >]|undefined|\[object|^\W/;
  expect(told.filter(([, message]) => untidy.test(message))).toEqual([]);
  const shown = [
    "any/bad-gateway-html",
    "anthropic/usage-limits",
    "any/null-body",
    "any/no-choices",
    "any/rate-limit-empty",
  ];
  expect(told.filter(([name]) => shown.includes(name.replace(".http", ""))).map(([, message]) => message))
    .toMatchInlineSnapshot(`
    [
      "HTTP 400: You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC. Raise the limit in the console, or resume after the date named",
      "HTTP 502: 502 Bad Gateway",
      "HTTP 200: the answer's \`choices\` are empty: "{"choices":[],"usage":null}"",
      "HTTP 200: the answer is no chat completion: "null". Check \`baseUrl\`",
      "HTTP 429: no reason given. Lower \`limits\` if it persists",
    ]
  `);
});

test("a page is told by its title or its words, also where it stands in an error's message", () => {
  const page = "<html><style>h1 { color: red }</style><body><h1>502</h1>\u001b[2J<p>upstream is down</p></body></html>";
  expect(messageOf(judge(Buffer.from(page), 502))).toBe("HTTP 502: 502 [2J upstream is down");
  const nested = JSON.stringify({ error: { message: `<!DOCTYPE html>\n<title>Sorry</title>${page}` } });
  expect(messageOf(judge(Buffer.from(nested), 502))).toBe("HTTP 502: Sorry");
  const angle = JSON.stringify({ error: { message: "<400> InvalidParameter: n <= 4" } });
  expect(messageOf(judge(Buffer.from(angle), 400))).toBe("HTTP 400: <400> InvalidParameter: n <= 4");
});

function providerOf(fixtureName: string): ProviderName {
  const folder = fixtureName.split("/")[0];
  return PROVIDERS.find((provider) => provider === folder) ?? "generic";
}
