import { isJsonObject, type JsonObject, jsonText } from "./json.ts";
import { readStream } from "./read-stream.ts";
import type { Reply, ReplyBody } from "./reply.ts";

/**
 * The reply to a request for a stream: its events become the body that the same answer, or the same error, would have
 * without streaming. Whatever else came (JSON, a page) is given back as it is, to be judged as ever.
 */
export function streamedReply(reply: Reply, redact: (text: string) => string): Reply {
  if (reply.body.kind !== "text" || !isEventStream(reply.body.text)) return reply;
  const { text } = reply.body;
  const reading = readStream(text);
  const clean = redacted(reading.completion, redact);
  const completion = clean ?? reading.completion;
  const { choices: _words, ...about } = completion;
  const raw = clean === null ? reply.raw : null;
  const withBody = (value: JsonObject): Reply => ({ ...reply, raw, body: { kind: "json", value, text } });
  switch (reading.kind) {
    case "completion":
      return withBody(completion);
    case "withheld":
      return withBody({ ...about, choices: [{ message: { content: null }, finish_reason: reading.finishReason }] });
    case "error":
      return withBody({ ...about, ...reading.error });
    case "broken": {
      const { code, reason } = reading;
      const broken: ReplyBody = { kind: "broken-stream", code, reason, usage: completion["usage"] };
      // Under any other status than success the text is the message.
      return { ...reply, raw, body: reply.status >= 200 && reply.status <= 299 ? broken : reply.body };
    }
  }
}

/** True when secrets came in pieces, which stand in the raw text where nothing can blank them. */
export function holdsSplitSecret(text: string, redact: (text: string) => string): boolean {
  return isEventStream(text) && redacted(readStream(text).completion, redact) !== null;
}

/** The completion with secrets blanked that only stand whole now; null when there are none. */
function redacted(completion: JsonObject, redact: (text: string) => string): JsonObject | null {
  const sent = jsonText(completion) ?? "";
  const clean = redact(sent);
  return clean === sent ? null : parseObject(clean);
}

/** By its first words, whatever its Content-Type. */
function isEventStream(text: string): boolean {
  return /^\s*(data|event|id|retry)?:/.test(text);
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
