import fc from "fast-check";
import { expect, test } from "vitest";
import { newRunId, runIdFault } from "../../src/run/run-id.ts";

test("a new id is the UTC time to the second and four characters of chance", () => {
  const now = Date.UTC(2026, 10, 22, 14, 47, 34, 999);
  expect(newRunId(now, () => 0)).toBe("20261122-144734-0000");
  expect(newRunId(now, () => 1 - Number.EPSILON)).toBe("20261122-144734-zzzz");
});

test("every new id is usable, and ids of different seconds sort by time", () => {
  const time = fc.integer({ min: 0, max: Date.UTC(9999, 0) });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(time, time, chance, chance, (one, other, chanceOfOne, chanceOfOther) => {
      const [earlier, later] = [Math.min(one, other), Math.max(one, other) + 1000];
      const ids = [newRunId(earlier, () => chanceOfOne), newRunId(later, () => chanceOfOther)];
      expect(ids.map(runIdFault)).toEqual([null, null]);
      expect(ids.toSorted()).toEqual(ids);
    }),
  );
});

test.each(["nightly", "2026-11-22", "v1.2_final", "a".repeat(100)])("%s is a usable id", (id) => {
  expect(runIdFault(id)).toBeNull();
});

test.each(["", ".", "..", "../x", "a/b", "a\\b", "-rf", ".hidden", "a b", "naïve", "x\n", "a".repeat(101), "latest"])(
  "%j is none, as it would be no plain folder name or mean another run",
  (id) => {
    expect(runIdFault(id)).not.toBeNull();
  },
);
