import { expect, test } from "vitest";
import { scorerHash } from "../../src/score/scorer-hash.ts";
import { scorerConfig } from "./support/completion.ts";

const hashOf = (written: Record<string, unknown>, file: Uint8Array | null = null) =>
  scorerHash(scorerConfig(written), file);

test("name, repeats and the order of fields do not matter; every setting and the file's bytes do", () => {
  const hash = hashOf({ type: "exact", name: "a", expected: "x", separator: "|" });
  expect(hashOf({ separator: "|", type: "exact", name: "b", repeats: "majority", expected: "x" })).toBe(hash);
  expect(hashOf({ type: "exact", expected: "y", separator: "|" })).not.toBe(hash);
  expect(hashOf({ type: "exact", expected: "x", separator: "|", normalize: ["case"] })).not.toBe(hash);
  expect(hashOf({ type: "exact", expected: "x", separator: "|" }, Buffer.from("file"))).not.toBe(hash);
});
