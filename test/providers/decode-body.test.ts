import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeBody } from "../../src/providers/decode-body.ts";

const TEXT = '{"text":"巴黎 🗼"}';
const BYTES = Buffer.from(TEXT);

test.each([
  [null, BYTES],
  ["identity", BYTES],
  ["gzip", gzipSync(BYTES)],
  ["X-GZIP", gzipSync(BYTES)],
  ["deflate", deflateSync(BYTES)],
  ["br", brotliCompressSync(BYTES)],
  ["zstd", zstdCompressSync(BYTES)],
  ["gzip, br", brotliCompressSync(gzipSync(BYTES))],
  ["gzip", Buffer.alloc(0)],
])("content encoding %s is undone", (encoding, bytes) => {
  const text = bytes.length === 0 ? "" : TEXT;
  expect(decodeBody(bytes, encoding)).toMatchObject({ kind: "text", text });
});

test("a byte order mark is no part of the text", () => {
  expect(decodeBody(Buffer.from(`\uFEFF${TEXT}`), null)).toMatchObject({ kind: "text", text: TEXT });
});

test.each([
  ["gzip", BYTES, "bad_content_encoding"],
  ["gzip", gzipSync(BYTES).subarray(0, 20), "bad_content_encoding"],
  ["rot13", BYTES, "bad_content_encoding"],
  [null, gzipSync(BYTES), "invalid_utf8"],
  [null, BYTES.subarray(0, -4), "invalid_utf8"],
])("what is not %s is said to be undecodable, and no character is replaced", (encoding, bytes, code) => {
  expect(decodeBody(bytes, encoding)).toMatchObject({ kind: "undecodable", code, bytes });
});

test("a small body that unpacks into more than 64 MiB is refused", () => {
  const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20));
  expect(decodeBody(bomb, "gzip")).toMatchObject({ kind: "undecodable", code: "bad_content_encoding" });
});
