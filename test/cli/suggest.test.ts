import * as fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, suggest } from "../../src/cli/suggest.ts";

const options = ["config", "limit", "models", "simulate", "simulate-fault"];

test("a slip of the fingers finds what was meant", () => {
  expect(["limt", "modles", "simulat", "confg"].map((word) => suggest(word, options))).toEqual([
    "limit",
    "models",
    "simulate",
    "config",
  ]);
});

test("a word that is nothing like any other gets no suggestion", () => {
  expect(suggest("frobnicate", options)).toBeNull();
});

test("the distance counts insertions, deletions, replacements and swaps once each", () => {
  expect([
    editDistance("run", "runs"),
    editDistance("runs", "run"),
    editDistance("run", "ran"),
    editDistance("rnu", "run"),
    editDistance("kitten", "sitting"),
  ]).toEqual([1, 1, 1, 1, 3]);
});

test("the distance is symmetric and 0 only for equal words", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (from, to) => {
      expect(editDistance(from, to)).toBe(editDistance(to, from));
      expect(editDistance(from, to) === 0).toBe(from === to);
    }),
  );
});
