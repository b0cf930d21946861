import { expect, test } from "vitest";
import { LARGEST_BODY_BYTES } from "../../src/providers/transport.ts";
import { replayServer, response, type Scene } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

const ANSWER = JSON.stringify({ choices: [{ message: { content: "Paris" }, finish_reason: "stop" }] });
const LENGTH = `Content-Length: ${ANSWER.length}`;

function send(head: readonly string[], body = ANSWER): Scene {
  return { kind: "send", bytes: Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`) };
}

function close(head: readonly string[], body = ANSWER): Scene {
  return { kind: "close", bytes: Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`) };
}

const OK = "HTTP/1.1 200 OK";
const CHUNKED = "Transfer-Encoding: chunked";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

test.each<[name: string, scene: Scene, verdict: string]>([
  ["HTTP/1.0 that ends with the connection", close(["HTTP/1.0 200 OK"]), "completed"],
  ["HTTP/1.0 that ends too early", close(["HTTP/1.0 200 OK"], ANSWER.slice(0, -2)), "retry truncated_json"],
  ["no reason phrase", send(["HTTP/1.1 200", LENGTH]), "completed"],
  ["a thousand headers", send([OK, ...Array.from({ length: 1000 }, (_, n) => `x-${n}: y`), LENGTH]), "completed"],
  ["bytes in a header that are no ASCII", send([OK, "x-request-id: caf\u00e9", LENGTH]), "completed"],
  ["trailers", send([OK, CHUNKED, "Trailer: x-sum"], `${chunk(ANSWER)}0\r\nx-sum: 1\r\n\r\n`), "completed"],
  ["interim responses first", send([`HTTP/1.1 102 Processing\r\n\r\n${OK}`, LENGTH]), "completed"],
  ["more than the length says", send([OK, LENGTH], `${ANSWER}${ANSWER}`), "completed"],
  ["less than it is", send([OK, `Content-Length: ${ANSWER.length - 3}`]), "retry truncated_json"],
  ["no last chunk", close([OK, CHUNKED], chunk(ANSWER)), "retry connection_reset"],
  ["a length of 0", send([OK, "Content-Length: 0"], ""), "retry-few empty_body"],
  ["two lengths", send([OK, LENGTH, `Content-Length: ${ANSWER.length + 1}`]), "retry-few invalid_http"],
  ["a negative length", send([OK, "Content-Length: -1"]), "retry-few invalid_http"],
  ["100 unasked", send(["HTTP/1.1 100 Continue"], ""), "retry-few invalid_http"],
  [
    "101 unasked",
    send(["HTTP/1.1 101 Switching Protocols", "Connection: upgrade", "Upgrade: x"], ""),
    "retry-few invalid_http",
  ],
  ["101 to nothing", send(["HTTP/1.1 101 Switching Protocols"], ""), "retry-few invalid_http"],
  ["a header without end", send([OK, `x: ${"y".repeat(1e6)}`]), "retry-few invalid_http"],
  [
    "headers without end",
    send([
      OK,
      ..."y"
        .repeat(100_000)
        .split("")
        .map((y) => `x: ${y}`),
    ]),
    "retry-few invalid_http",
  ],
])("an answer with %s", async (_name, scene, verdict) => {
  const server = await replayServer(scene);
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe(verdict);
});

test("after an answer with something behind it, the next one is not mistaken", async () => {
  const server = await replayServer(
    { kind: "send", bytes: Buffer.concat([response("200 OK", [], ANSWER), response("500 Oops", [], "")]) },
    { kind: "send", bytes: response("200 OK", [], ANSWER) },
  );
  const provider = testProvider(server.origin, { connections: 1 });
  for (let n = 0; n < 3; n++) expect(verdictLine(await ask(provider))).toBe("completed");
});

test.each([
  ["with a length", (body: Buffer) => response("200 OK", [], body)],
  [
    "in chunks",
    (body: Buffer) => {
      const head = `${OK}\r\n${CHUNKED}\r\n\r\n${body.length.toString(16)}\r\n`;
      return Buffer.concat([Buffer.from(head), body, Buffer.from("\r\n0\r\n\r\n")]);
    },
  ],
])("an answer of many megabytes %s is given up, and not kept", async (_name, respond) => {
  const server = await replayServer({ kind: "send", bytes: respond(Buffer.alloc(LARGEST_BODY_BYTES * 2, 0x20)) });
  const attempt = await ask(testProvider(server.origin));
  expect(verdictLine(attempt)).toBe("failed response_too_large");
  expect(attempt).toMatchObject({ httpStatus: 200, raw: null });
});

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

test.each<[name: string, scene: Scene, verdict: string]>([
  ["an error", { kind: "send", bytes: response("500 Oops", [], `{"error":${deep(1e5)}}`) }, "retry server_error"],
  ["an answer", { kind: "send", bytes: response("200 OK", [], deep(1e5)) }, "retry-few not_a_completion"],
  [
    "tool calls",
    { kind: "send", bytes: response("200 OK", [], `{"choices":[{"message":{"tool_calls":[${deep(1e5)}]}}]}`) },
    "retry-few no_content",
  ],
])("%s that is nested too deeply to be written again is a value, not a crash", async (_name, scene, verdict) => {
  const server = await replayServer(scene);
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe(verdict);
});

test.each(["<title", "<script>", "<", "<a ", "data:\n"])("a megabyte of %j is judged at once", async (part) => {
  const body = part.repeat(1e6 / part.length);
  const server = await replayServer({ kind: "send", bytes: response("502 Bad Gateway", [], body) });
  const attempt = await ask(testProvider(server.origin));
  expect(verdictLine(attempt)).toBe("retry server_error");
  expect(performance.timeOrigin + performance.now() - attempt.startedAt).toBeLessThan(2000);
});
