import { expect, test } from "vitest";
import type { Score } from "../../../src/core/score.ts";
import type { CellScore } from "../../../src/store/score-store.ts";
import { newHash, plainRows, storeRun } from "../fixtures.ts";
import type { ContractContext } from "./context.ts";

const scored = (value: number, reason: string | null = null): Score => ({ kind: "scored", value, reason });

export function scoreContract({ store, openAnother }: ContractContext): void {
  /** A run of four prompts, two models and two repeats, with one scorer. */
  const start = async () => {
    const run = await storeRun(store(), plainRows(4), { models: 2, repeats: 2 });
    const [scorer] = await store().setScorers(run.key, [
      { name: "right", hash: newHash(), repeats: "mean", isAmount: false },
    ]);
    if (scorer === undefined) throw new Error("the scorer was not kept");
    const commit = (scores: readonly (readonly [lane: number, cell: number, score: Score])[]) =>
      store().commitScores(
        run.key,
        scores.map(([lane, cell, score]): CellScore => ({ scorerKey: scorer.key, lane, cell, score })),
      );
    return { run, scorer, commit };
  };

  test("every kind of score comes back from another process as it was given", async () => {
    const { run, scorer, commit } = await start();
    await commit([
      [0, 0, scored(0.1 + 0.2, "北京 \ud800")],
      [0, 3, { kind: "unscored", reason: "no expected value" }],
      [1, 7, { kind: "error", reason: "threw" }],
    ]);
    await using another = await openAnother();
    const scores = await another.scoresBetween(run.key, [scorer.key], 0, 3);
    expect(scores.map(({ lane, cell, score }) => [lane, cell, score])).toEqual([
      [0, 0, scored(0.1 + 0.2, "北京 \ufffd")],
      [0, 3, { kind: "unscored", reason: "no expected value" }],
      [1, 7, { kind: "error", reason: "threw" }],
    ]);
    expect(await another.scoreCounts(run.key, scorer.key)).toEqual([2, 0]);
  });

  test("scores are read by the positions of their prompts", async () => {
    const { run, scorer, commit } = await start();
    await commit([0, 1, 2, 3, 4, 5, 6, 7].map((cell) => [0, cell, scored(cell)] as const));
    const between = await store().scoresBetween(run.key, [scorer.key], 1, 2);
    expect(between.map(({ cell }) => cell)).toEqual([2, 3, 4, 5]);
  });

  test("a score stays when it is given again, an error gives way", async () => {
    const { run, scorer, commit } = await start();
    await commit([
      [0, 0, scored(1)],
      [0, 1, { kind: "error", reason: "threw" }],
    ]);
    await commit([
      [0, 0, scored(0)],
      [0, 1, scored(0.5)],
    ]);
    const { cells, values, errors } = await store().scoreColumn(run.key, scorer.key, 0);
    expect([[...cells], [...values], [...errors]]).toEqual([[0, 1], [1, 0.5], []]);
  });

  test("a column holds a lane's scores as figures, NaN where there is none", async () => {
    const { run, scorer, commit } = await start();
    await commit([
      [1, 2, scored(0)],
      [1, 0, { kind: "unscored", reason: "no text" }],
      [1, 1, { kind: "error", reason: "threw" }],
    ]);
    const column = await store().scoreColumn(run.key, scorer.key, 1);
    expect([...column.cells]).toEqual([0, 1, 2]);
    expect([...column.values]).toEqual([Number.NaN, Number.NaN, 0]);
    expect([...column.errors]).toEqual([1]);
    expect((await store().scoreColumn(run.key, scorer.key, 0)).cells).toHaveLength(0);
  });

  test("a new scorer of a name takes its place, and the old one's scores stay", async () => {
    const { run, scorer, commit } = await start();
    await commit([[0, 0, scored(1)]]);
    const changed = { name: "right", hash: newHash(), repeats: { passAt: 2 }, isAmount: false } as const;
    const added = { name: "long", hash: newHash(), repeats: "majority", isAmount: true } as const;
    const current = await store().setScorers(run.key, [added, changed]);
    expect(current).toEqual([
      { ...changed, key: expect.any(Number) },
      { ...added, key: expect.any(Number) },
    ]);
    expect(current[0]?.key).not.toBe(scorer.key);
    expect(await store().scoreCounts(run.key, scorer.key)).toEqual([1, 0]);
    const back = await store().setScorers(run.key, [scorer]);
    expect(back[0]).toEqual(scorer);
  });

  test("runs do not see each other's scores, even by the same scorer", async () => {
    const { scorer, commit } = await start();
    await commit([[0, 0, scored(1)]]);
    const { run: other } = await start();
    await store().setScorers(other.key, [scorer]);
    expect(await store().scoresBetween(other.key, [scorer.key], 0, 3)).toEqual([]);
  });

  test("a lane that the run does not have is refused", async () => {
    const { commit } = await start();
    await expect(commit([[2, 0, scored(1)]])).rejects.toMatchObject({ code: "NO_SUCH_LANE" });
  });

  test("prompts are read in pages, in input order", async () => {
    const { run } = await start();
    const first = await store().runPrompts(run.key, -1, 3);
    expect(first.map(({ columns }) => columns["prompt"])).toEqual(["question 1", "question 2", "question 3"]);
    expect(await store().runPrompts(run.key, 2, 3)).toMatchObject([{ position: 3, columns: { prompt: "question 4" } }]);
    expect(await store().runPrompts(run.key, 3, 3)).toEqual([]);
  });
}
