import { isUtf8 } from "node:buffer";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { LARGEST_BODY_BYTES } from "./transport.ts";

/** A body as text without its byte order mark, or why it is none; `bytes` are decompressed where that worked. */
export type DecodedBody =
  | { readonly kind: "text"; readonly text: string; readonly bytes: Buffer }
  | {
      readonly kind: "undecodable";
      readonly code: "bad_content_encoding" | "invalid_utf8" | "truncated_json";
      readonly reason: string;
      readonly bytes: Buffer;
    };

const BYTE_ORDER_MARK = "\uFEFF";
const BOUND = { maxOutputLength: LARGEST_BODY_BYTES };

/** Undoes `Content-Encoding` (we ask for none, but some servers compress regardless) and decodes strict UTF-8. */
export function decodeBody(body: Buffer, contentEncoding: string | null): DecodedBody {
  let bytes = body;
  try {
    for (const encoding of (contentEncoding ?? "").split(",").toReversed()) bytes = decompress(bytes, encoding);
  } catch {
    const reason = `the body is not ${contentEncoding}, as its Content-Encoding says`;
    return { kind: "undecodable", code: "bad_content_encoding", reason, bytes: body };
  }
  if (!isUtf8(bytes)) {
    if (endsWithinCharacter(bytes)) {
      return { kind: "undecodable", code: "truncated_json", reason: "the body ends within a character", bytes };
    }
    return { kind: "undecodable", code: "invalid_utf8", reason: "the body is not valid UTF-8", bytes };
  }
  const text = bytes.toString("utf8");
  return { kind: "text", text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, bytes };
}

/** As part of a stream, bytes may end within a character, but hold nothing else that is not valid. */
function endsWithinCharacter(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decompress(bytes: Buffer, encoding: string): Buffer {
  if (bytes.length === 0) return bytes;
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return bytes;
    case "gzip":
    case "x-gzip":
      return gunzipSync(bytes, BOUND);
    case "deflate":
      return inflateSync(bytes, BOUND);
    case "br":
      return brotliDecompressSync(bytes, BOUND);
    case "zstd":
      return zstdDecompressSync(bytes, BOUND);
    default:
      throw new Error("unknown content encoding");
  }
}
