import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatProblem } from "../../src/core/errors.ts";
import { checkWhere } from "../../src/prompts/check-where.ts";
import { matchesWhere } from "../../src/prompts/matches-where.ts";
import { samplePositions } from "../../src/prompts/sample-positions.ts";

test("a row is chosen when every pair holds, compared as they are", () => {
  const cells = { category: "math", level: "1" };
  expect(matchesWhere(cells, [])).toBe(true);
  expect(
    matchesWhere(cells, [
      ["category", "math"],
      ["level", "1"],
    ]),
  ).toBe(true);
  expect(
    matchesWhere(cells, [
      ["category", "math"],
      ["level", "2"],
    ]),
  ).toBe(false);
  expect(matchesWhere(cells, [["category", "Math"]])).toBe(false);
  expect(matchesWhere(cells, [["constructor", ""]])).toBe(false);
});

test("a column that no prompt set has is a problem, once; one that some have is none", () => {
  const sets = [
    ["id", "category"],
    ["id", "level"],
  ];
  expect(checkWhere([["level", "1"]], sets)).toEqual([]);
  expect(
    checkWhere(
      [
        ["categroy", "a"],
        ["categroy", "b"],
        ["zz", ""],
      ],
      sets,
    ).map(formatProblem),
  ).toEqual([
    '--where: no prompt set has this column (found "categroy", expected one of id, category, level). Did you mean "category"?',
    '--where: no prompt set has this column (found "zz", expected one of id, category, level)',
  ]);
});

test("a sample has the size asked for, ascending, without repetition, within the total", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(400), fc.integer(), (total, size, seed) => {
      const sample = [...samplePositions(total, size, seed)];
      expect(sample).toHaveLength(Math.min(total, size));
      expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
      expect(sample.every((position) => position >= 0 && position < total)).toBe(true);
    }),
  );
});

test("a sample is the same for the same seed and another for another", () => {
  const draw = (seed: number) => [...samplePositions(1000, 10, seed)];
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8)).not.toEqual(draw(7));
});

test("every position is drawn equally often", () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 20_000; seed++) {
    for (const position of samplePositions(10, 3, seed)) counts[position] = (counts[position] ?? 0) + 1;
  }
  // Expected 6000 each, standard deviation 65; five of them either way.
  for (const count of counts) expect(Math.abs(count - 6000)).toBeLessThan(325);
});
