import type { ProviderName } from "../../../src/core/config.ts";
import type { Attempt } from "../../../src/providers/provider.ts";
import { replayServer, response, type Scene } from "../../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../../support/test-provider.ts";

/** A chunk of a stream as its event: what the first choice adds, and what else stands beside it. */
export function chunk(delta: object, choice: object = {}, more: object = {}): string {
  return event({ id: "c-1", model: "m-1", choices: [{ index: 0, delta, finish_reason: null, ...choice }], ...more });
}

export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export const DONE = "data: [DONE]\n\n";
export const USAGE = { prompt_tokens: 14, completion_tokens: 8, total_tokens: 22 };
/** As of OpenAI: its last chunk holds nothing else. */
export const USAGE_CHUNK = event({ id: "c-1", model: "m-1", choices: [], usage: USAGE });
export const STOP = chunk({}, { finish_reason: "stop" });
export const PARIS = chunk({ role: "assistant", content: "" }) + chunk({ content: "Par" }) + chunk({ content: "is." });
/** Everything that a stream should have. */
export const WHOLE = PARIS + STOP + USAGE_CHUNK + DONE;

/** A stream of a known length as one write. */
export function streamScene(body: string | Buffer, headers: readonly string[] = []): Scene {
  return { kind: "send", bytes: response("200 OK", ["Content-Type: text/event-stream", ...headers], body) };
}

/** Asks for a stream and plays this one. */
export async function askStream(scene: Scene | string, provider: ProviderName = "generic"): Promise<Attempt> {
  const server = await replayServer(typeof scene === "string" ? streamScene(scene) : scene);
  return ask(testProvider(server.origin, { provider, model: { stream: true } }));
}

/** An attempt that settled its task, with outcome and usage at hand. */
export async function settledStream(scene: Scene | string, provider: ProviderName = "generic") {
  const attempt = await askStream(scene, provider);
  if (attempt.verdict.kind !== "settled") throw new Error(`not settled: ${verdictLine(attempt)}`);
  return { ...attempt, outcome: attempt.verdict.outcome, usage: attempt.verdict.usage };
}
