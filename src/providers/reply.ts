import { type DecodedBody, decodeBody } from "./decode-body.ts";
import type { AnsweredEnd, ResponseHeaders } from "./exchange.ts";

/** The (first) value of a header, named in lower case; null when there is none. */
export type HeaderReader = (name: string) => string | null;

/** An HTTP response after the edge: decoded, parsed once, and with every secret blanked. */
export interface Reply {
  readonly status: number;
  readonly body: ReplyBody;
  /** The body's bytes, secrets blanked; null when it was empty. */
  readonly raw: Buffer | null;
  readonly header: HeaderReader;
}

export type ReplyBody =
  | { readonly kind: "json"; readonly value: unknown; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  /** A stream that is no complete answer; `usage` is what it reported nonetheless. */
  | { readonly kind: "broken-stream"; readonly code: string; readonly reason: string; readonly usage: unknown }
  | Pick<Extract<DecodedBody, { kind: "undecodable" }>, "kind" | "code" | "reason">;

/** Reads what came back; nothing behind it ever sees a secret that the endpoint echoed. */
export function readReply(end: AnsweredEnd, redact: (text: string) => string): Reply {
  const header: HeaderReader = (name) => {
    const value = firstValue(end.headers, name);
    return value === null ? null : redact(value);
  };
  const decoded = decodeBody(end.body, header("content-encoding"));
  if (decoded.kind === "undecodable") {
    const { kind, code, reason } = decoded;
    return { status: end.status, header, body: { kind, code, reason }, raw: redactBytes(decoded.bytes, redact) };
  }
  const text = redact(decoded.text);
  const raw = text === decoded.text ? decoded.bytes : Buffer.from(text);
  return { status: end.status, header, body: parseBody(text), raw: raw.length === 0 ? null : raw };
}

/** Bytes that are no text, secrets blanked; null when there are none. */
export function redactBytes(bytes: Buffer, redact: (text: string) => string): Buffer | null {
  return bytes.length === 0 ? null : Buffer.from(redact(bytes.toString("latin1")), "latin1");
}

function firstValue(headers: ResponseHeaders, name: string): string | null {
  const value = headers[name];
  return (typeof value === "object" ? value[0] : value) ?? null;
}

function parseBody(text: string): Extract<ReplyBody, { kind: "json" | "text" }> {
  try {
    const value: unknown = JSON.parse(text);
    return { kind: "json", value, text };
  } catch {
    return { kind: "text", text };
  }
}
