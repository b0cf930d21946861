import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeBody } from "../../src/providers/decode-body.ts";
import { LARGEST_BODY_BYTES } from "../../src/providers/transport.ts";

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
  [null, Buffer.from([0x7b, 0xe5, 0xb7, 0x41]), "invalid_utf8"],
  [null, Buffer.from([0x7b, 0xff]), "invalid_utf8"],
  [null, Buffer.from([0xfe, 0x7b, 0xe5]), "invalid_utf8"],
])("what is not %s is said to be undecodable, and no character is replaced", (encoding, bytes, code) => {
  expect(decodeBody(bytes, encoding)).toMatchObject({ kind: "undecodable", code, bytes });
});

test("a body that ends within a character is cut off, wherever in it", () => {
  const cuts = Array.from({ length: BYTES.length }, (_, length) => BYTES.subarray(0, length));
  const kinds = cuts.map((cut) => decodeBody(cut, null)).filter((body) => body.kind === "undecodable");
  // Two characters of three bytes and one of four.
  expect(kinds.map(({ code }) => code)).toEqual(Array.from({ length: 7 }, () => "truncated_json"));
});

test("a small body that unpacks into more than the largest allowed is refused", () => {
  const bomb = gzipSync(Buffer.alloc(LARGEST_BODY_BYTES + 1));
  expect(decodeBody(bomb, "gzip")).toMatchObject({ kind: "undecodable", code: "bad_content_encoding" });
});
