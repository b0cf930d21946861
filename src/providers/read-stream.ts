import { REFUSING } from "./answer.ts";
import { EventReader } from "./event-reader.ts";
import type { JsonObject } from "./json.ts";
import { oneLine } from "./one-line.ts";
import { readChunk } from "./read-chunk.ts";
import { StreamAssembly } from "./stream-assembly.ts";

/** What a complete stream came to; `completion` is all that there is of it, in the shape of an answer not streamed. */
export type StreamReading = { readonly completion: JsonObject } & (
  | { readonly kind: "completion" }
  /** Moderation cut it short: what came of it is no answer. */
  | { readonly kind: "withheld"; readonly finishReason: string }
  /** An error as the provider sent it, whatever came before it. */
  | { readonly kind: "error"; readonly error: JsonObject }
  | { readonly kind: "broken"; readonly code: BrokenStreamCode; readonly reason: string }
);

export type BrokenStreamCode = "empty_stream" | "invalid_event" | "incomplete_stream";

/** Characters of an event that a reason quotes. */
const QUOTED_CHARACTERS = 80;

/**
 * Reads the whole text of a streamed chat completion. It is a completion only when it is certain that nothing is missing:
 * every event is JSON, and `[DONE]`, a finish reason or the final usage has come. An event that was sent twice cannot be
 * told from a text that repeats itself, and is kept as sent.
 */
export function readStream(text: string): StreamReading {
  const events = new EventReader();
  const assembly = new StreamAssembly();
  let error: JsonObject | null = null;
  let invalid: string | null = null;
  let isDone = false;
  for (const event of [...events.read(text), ...events.end()]) {
    const chunk = readChunk(event);
    if (chunk.kind === "chunk") assembly.add(chunk);
    else if (chunk.kind === "done") isDone = true;
    else if (chunk.kind === "error") error ??= chunk.error;
    else invalid ??= chunk.data;
  }
  const { finishReason } = assembly;
  const completion = assembly.completion();
  if (error !== null) return { kind: "error", error, completion };
  if (invalid !== null)
    return broken("invalid_event", `an event is no JSON object: "${oneLine(invalid, QUOTED_CHARACTERS)}"`);
  if (!assembly.hasChoice) return broken("empty_stream", "the stream holds no answer");
  if (!isDone && !assembly.isEnded) {
    return broken("incomplete_stream", "the stream ended without finish_reason, final usage or [DONE]");
  }
  if (finishReason !== null && REFUSING.has(finishReason)) return { kind: "withheld", finishReason, completion };
  return { kind: "completion", completion };

  function broken(code: BrokenStreamCode, reason: string): StreamReading {
    return { kind: "broken", code, reason, completion };
  }
}
