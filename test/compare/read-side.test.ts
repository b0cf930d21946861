import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare, type CompareOptions } from "../../src/compare/compare.ts";
import { openCompletions } from "../../src/compare/completions-file.ts";
import { ProblemsError } from "../../src/core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";
import { rowsOf, tableOf, type Row } from "./tables.ts";

const plain: CompareOptions = {
  choice: { model: null, models: null, templates: null },
  by: null,
  cluster: null,
  seed: 1,
  isAgainstItself: false,
};

const good: readonly Row[] = rowsOf(3, () => ({ "score.exact": 1, "input.q": "why" }));

/** What comparing a good table with these rows is refused for: row, reason and what was found. */
async function refusals(rows: readonly Row[], options = plain): Promise<readonly (readonly string[])[]> {
  const error: unknown = await compare(await tableOf(good), await tableOf(rows), options).then(
    () => null,
    (reason: unknown) => reason,
  );
  const problems = error instanceof ProblemsError ? error.problems : [];
  return problems.map(({ where, what, found }) => [where.replace(/^.*: /, ""), what, found ?? ""]);
}

async function paired(baseline: readonly Row[], candidate: readonly Row[]): Promise<number> {
  const { prompts } = await compare(await tableOf(baseline), await tableOf(candidate), plain);
  return prompts.baseline.length;
}

describe("a table that was edited by hand", () => {
  test("a second row of one task is refused, not averaged with the first", async () => {
    expect(await refusals([...good, ...good.slice(1, 2)])).toEqual([
      ["row 4", "is a second row of the same task", "p1, qwen / v1, repeat 1"],
    ]);
  });

  test("the same repeat is found twice beyond the 32nd, too", async () => {
    const rows = [
      ...good,
      ...[33, 33].map((repeat) => ({ ...good[0], prompt_id: "p0", "score.exact": 1, "input.q": "why", repeat })),
    ];
    expect(await refusals(rows)).toEqual([["row 5", "is a second row of the same task", "p0, qwen / v1, repeat 33"]]);
  });

  test.each(["NaN", "Infinity", "1e999", "0,5", "n/a", " ", "true"])(
    "a score of %j is refused, not taken for a missing one",
    async (cell) => {
      const rows = good.map((row, index) => (index === 1 ? { ...row, "score.exact": cell } : row));
      expect(await refusals(rows)).toEqual([["row 2", "score.exact holds no number", cell]]);
    },
  );

  test("rows of one prompt with different input columns are refused", async () => {
    const rows = [...good, { prompt_id: "p0", model: "other", "score.exact": 1, "input.q": "what" }];
    expect(await refusals(rows)).toEqual([
      ["row 4", "has other input columns than an earlier row of its prompt", "p0"],
    ]);
  });

  test("a repeat that is no number and a status that nothing writes are refused, all at once", async () => {
    const rows = good.map((row, index) => ({ ...row, ...[{ repeat: "two" }, { status: "done" }, {}][index] }));
    expect(await refusals(rows)).toEqual([
      ["row 1", "repeat is no whole number from 1", "two"],
      ["row 2", "has no status that promptgrid writes", "done"],
    ]);
  });

  test("no more than 20 problems are listed", async () => {
    const rows = rowsOf(1000, () => ({ "score.exact": "n/a", "input.q": "why" }));
    expect(await refusals(rows)).toHaveLength(20);
  });
});

describe("a table that came another way", () => {
  test("line ends within cells that a checkout on Windows changed do not count", async () => {
    const rows = (end: string) => [{ prompt_id: `a${end}b`, "input.q": `two${end}lines` }];
    expect(await paired(rows("\n"), rows("\r\n"))).toBe(1);
  });

  test("what escapeFormulas puts before a text does not count", async () => {
    const rows = (mark: string) => [{ prompt_id: `${mark}-1`, "input.q": `${mark}=1+1` }];
    expect(await paired(rows(""), rows("'"))).toBe(1);
  });

  test("an apostrophe of the text's own does", async () => {
    expect(
      await paired([{ prompt_id: "a", "input.q": "'tis" }, ...good], [{ prompt_id: "a", "input.q": "tis" }, ...good]),
    ).toBe(3);
  });
});

test("one repeat has nothing beside it", async () => {
  expect(await refusals(good, { ...plain, isAgainstItself: true })).toEqual([
    [expect.any(String), "holds one repeat only: there is nothing beside it", ""],
  ]);
});

test("a heading that is there twice is refused", async () => {
  const folder = await temporaryFolder({
    "t.csv": "prompt_id,template,model,repeat,status,score.a,score.a\np,t,m,1,completed,1,0\n",
  });
  await expect(openCompletions(join(folder, "t.csv"))).rejects.toThrow(/columns of the same name.*score\.a/);
});
