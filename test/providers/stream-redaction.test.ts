import { inspect } from "node:util";
import { expect, test } from "vitest";
import { response, type Scene } from "../support/replay-server.ts";
import { TEST_KEY, verdictLine } from "../support/test-provider.ts";
import { askStream, chunk, DONE, event, PARIS, settledStream, STOP, streamScene } from "./support/streams.ts";

/** The key as a model would say it: token by token. */
const PIECES = ["Your key is ", TEST_KEY.slice(0, 7), TEST_KEY.slice(7, 15), TEST_KEY.slice(15), ", is it not?"];
const SAID = PIECES.map((content) => chunk({ content })).join("");
const THOUGHT = PIECES.map((reasoning) => chunk({ reasoning })).join("");
const CALLED = PIECES.map((piece) =>
  chunk({ tool_calls: [{ index: 0, id: "a", function: { arguments: piece } }] }),
).join("");
const BROKEN = response("200 OK", [], `${SAID}${" ".repeat(100)}`).subarray(0, -50);

test.each<[name: string, scene: Scene | string, verdict: string]>([
  ["text", SAID + STOP + DONE, "completed"],
  ["reasoning", THOUGHT + PARIS + STOP + DONE, "completed"],
  ["a tool call", CALLED + STOP + DONE, "completed"],
  ["text before an error", SAID + event({ error: { code: 502 } }), "retry server_error"],
  ["text that is withheld", SAID + chunk({}, { finish_reason: "content_filter" }), "refused content_filter"],
  ["text that never ends", SAID, "retry-few incomplete_stream"],
  ["text before a reset", { kind: "reset", bytes: BROKEN }, "retry connection_reset"],
  ["text under an error status", { kind: "send", bytes: response("500 Oops", [], SAID) }, "retry server_error"],
])("a key that is echoed in pieces leaves in none: %s", async (_name, scene, verdict) => {
  const attempt = await askStream(scene);
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt.raw).toBeNull();
  expect(inspect(attempt, { depth: 9, maxStringLength: null })).not.toContain(TEST_KEY);
});

test("a key within one event is blanked, in the text and in the raw body", async () => {
  const attempt = await settledStream(streamScene(chunk({ content: `It is ${TEST_KEY}.` }) + STOP + DONE));
  expect(attempt.outcome).toMatchObject({ text: "It is [redacted]." });
  expect(Buffer.from(attempt.raw ?? []).toString()).toContain("It is [redacted].");
});

test("a key in pieces is blanked in the text", async () => {
  expect((await settledStream(SAID + STOP)).outcome).toMatchObject({ text: "Your key is [redacted], is it not?" });
});
