import { nothingLeftOut } from "../../../src/core/left-out.ts";
import { hostname } from "node:os";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { LimitHistory } from "../../../src/core/limit-history.ts";
import { StoreError } from "../../../src/core/errors.ts";
import type { ContractContext } from "./context.ts";
import { newHash, newRun, plainRows, planOf, storePromptSet, storeRun } from "../fixtures.ts";

function limitHistory(account: string, given: Partial<LimitHistory> = {}): LimitHistory {
  const times = { startedAt: 1_790_000_000_000, endedAt: 1_790_000_600_000.25 };
  return { account, ...times, decisions: [], omitted: 0, concurrency: 8, pacing: null, ...given };
}

export function runContract({ store, openAnother }: ContractContext): void {
  test("a run is visible once it is complete, as it was given", async () => {
    const one = await storePromptSet(store(), plainRows(2));
    const two = await storePromptSet(store(), plainRows(1), ["prompt", "topic"]);
    const plan = planOf(
      [
        { name: "b.csv", hash: two.hash },
        { name: "a.csv", hash: one.hash },
      ],
      { models: 2, templates: 3, repeats: 2 },
    );
    const run = { ...newRun(plan, [two.key, one.key]), name: "nightly", config: '{"models":[]}', gitCommit: "abc123" };
    const draft = await store().beginRun(run);
    const prompts = [...(await store().readPromptSet(two.key, 0, 9)), ...(await store().readPromptSet(one.key, 0, 9))];
    await draft.select(prompts.map(({ key }, index) => ({ promptKey: key, promptSet: index === 0 ? 0 : 1 })));
    expect(await store().findRun(run.id)).toBeNull();

    const completed = await draft.complete(nothingLeftOut);

    const { promptSetKeys: _keys, ...given } = run;
    expect(completed).toMatchObject({ ...given, prompts: 3, laneStops: [null, null], wallMs: 0 });
    expect(completed).toMatchObject({ finishedAt: null, exitCode: null, promptSets: [two, one] });
    expect(await store().findRun(run.id)).toEqual(completed);
    expect(await store().listRuns()).toContainEqual(completed);
  });

  test("runs are listed newest first", async () => {
    const set = await storePromptSet(store(), plainRows(1));
    const plan = planOf([{ name: "a.csv", hash: set.hash }]);
    const ids: string[] = [];
    for (const createdAt of [2_000, 3_000, 1_000]) {
      const run = { ...newRun(plan, [set.key]), createdAt };
      await (await store().beginRun(run)).complete(nothingLeftOut);
      ids[createdAt / 1_000] = run.id;
    }
    const listed = (await store().listRuns()).map(({ id }) => id).filter((id) => ids.includes(id));
    expect(listed).toEqual([ids[3], ids[2], ids[1]]);
  });

  test("a derived run names its parent, and is found by it, the oldest first", async () => {
    const set = await storePromptSet(store(), plainRows(1));
    const plan = planOf([{ name: "a.csv", hash: set.hash }]);
    const parent = newRun(plan, [set.key]);
    expect((await (await store().beginRun(parent)).complete(nothingLeftOut)).parent).toBeNull();
    const origin = { run: parent.id, scorer: "准确", scorerHash: newHash() };
    const derived = [newRun(plan, [set.key]), newRun(plan, [set.key])];
    for (const run of derived) await (await store().beginRun({ ...run, parent: origin })).complete(nothingLeftOut);
    await store().beginRun({ ...newRun(plan, [set.key]), parent: origin });
    await using another = await openAnother();
    const found = await another.derivedRuns(parent.id);
    expect(found.map(({ id, parent: named }) => [id, named])).toEqual(derived.map(({ id }) => [id, origin]));
    expect(await another.derivedRuns(derived[0]?.id ?? "")).toEqual([]);
  });

  test("an id is taken once: a later draft is refused, and so is one that completes second", async () => {
    const set = await storePromptSet(store(), plainRows(1));
    const run = newRun(planOf([{ name: "a.csv", hash: set.hash }]), [set.key]);
    const first = await store().beginRun(run);
    const second = await store().beginRun(run);
    await first.complete(nothingLeftOut);

    await expect(second.complete(nothingLeftOut)).rejects.toThrow(StoreError);
    await second.abandon();
    await expect(store().beginRun(run)).rejects.toThrow(run.id);
    expect(await store().findRun(run.id)).not.toBeNull();
  });

  test("an abandoned run leaves its id free", async () => {
    const set = await storePromptSet(store(), plainRows(2));
    const run = newRun(planOf([{ name: "a.csv", hash: set.hash }]), [set.key]);
    const draft = await store().beginRun(run);
    await draft.select([{ promptKey: (await store().readPromptSet(set.key, 0, 1))[0]?.key ?? 0, promptSet: 0 }]);
    await draft.abandon();

    expect(await store().findRun(run.id)).toBeNull();
    expect((await (await store().beginRun(run)).complete(nothingLeftOut)).prompts).toBe(0);
  });

  test("explicit ids that occur twice are reported, the later one of each pair, across sets", async () => {
    const rows = (ids: readonly (string | null)[]) =>
      ids.map((id, index) => ({ row: index + 1, line: index + 10, id, cells: [""] }));
    const one = await storePromptSet(store(), rows(["x", null, "y", "x"]));
    const two = await storePromptSet(store(), rows(["y", null, "z", "x"]));
    const plan = planOf([
      { name: "one.csv", hash: one.hash },
      { name: "two.csv", hash: two.hash },
    ]);
    const draft = await store().beginRun(newRun(plan, [one.key, two.key]));
    for (const [promptSet, { key: setKey }] of [one, two].entries()) {
      const prompts = await store().readPromptSet(setKey, 0, 9);
      await draft.select(prompts.map(({ key }) => ({ promptKey: key, promptSet })));
    }

    const first = { promptSet: "one.csv", line: 10 };
    const all = [
      { id: "x", first, second: { promptSet: "one.csv", line: 13, position: 3 } },
      { id: "y", first: { promptSet: "one.csv", line: 12 }, second: { promptSet: "two.csv", line: 10, position: 4 } },
      { id: "x", first, second: { promptSet: "two.csv", line: 13, position: 7 } },
    ];
    expect(await draft.duplicateIds(10)).toEqual(all);
    expect(await draft.duplicateIds(2)).toEqual(all.slice(0, 2));

    await draft.leaveOut(all.map(({ second }) => second.position));
    expect(await draft.duplicateIds(10)).toEqual([]);
    expect((await draft.complete(nothingLeftOut)).prompts).toBe(5);
  });

  test("a claimed run is held until it is updated to anything but running", async () => {
    const { key, id } = await storeRun(store(), plainRows(1));
    await using other = await openAnother();
    const held = { kind: "held", processId: process.pid, host: hostname() };

    expect(await store().claimRun(key)).toEqual({ kind: "claimed" });
    expect((await other.findRun(id))?.status).toBe("running");
    expect(await store().claimRun(key)).toEqual(held);
    await store().updateRun(key, { status: "running" });
    expect(await other.claimRun(key)).toEqual(held);
    await store().updateRun(key, { status: "incomplete", finishedAt: 5_000, exitCode: 3, addWallMs: 10.5 });
    expect((await other.findRun(id))?.status).toBe("incomplete");
    expect(await other.claimRun(key)).toEqual({ kind: "claimed" });
    await other.updateRun(key, { status: "complete", addWallMs: 2 });

    const run = await store().findRun(id);
    expect(run).toMatchObject({ status: "complete", finishedAt: 5_000, exitCode: 3, wallMs: 12.5 });

    await store().claimRun(key);
    await store().updateRun(key, { status: "running" });
    expect(await other.findRun(id)).toMatchObject({ status: "running", finishedAt: null });
    await store().updateRun(key, { status: "interrupted", finishedAt: 6_000 });
  });

  test("a run whose store closed while it filled it is interrupted, and free", async () => {
    const { key, id } = await storeRun(store(), plainRows(1));
    const other = await openAnother();
    await other.claimRun(key);
    await other.updateRun(key, { status: "running" });
    expect((await store().findRun(id))?.status).toBe("running");
    await other[Symbol.asyncDispose]();

    expect((await store().findRun(id))?.status).toBe("interrupted");
    expect((await store().listRuns()).find((run) => run.id === id)?.status).toBe("interrupted");
    expect(await store().claimRun(key)).toEqual({ kind: "claimed" });
    await store().updateRun(key, { status: "interrupted" });
  });

  test("why a lane stopped is kept until it is cleared", async () => {
    const { key, id } = await storeRun(store(), plainRows(1), { models: 2 });
    const stop = { code: "invalid_api_key", message: "Incorrect API key provided" };
    await store().setLaneStop(key, 1, stop);
    expect((await store().findRun(id))?.laneStops).toEqual([null, stop]);
    await store().setLaneStop(key, 1, null);
    expect((await store().findRun(id))?.laneStops).toEqual([null, null]);
  });

  test("what a lane has spent without a record is kept, and replaced by what is known later", async () => {
    const { key, id } = await storeRun(store(), plainRows(1), { models: 2 });
    expect((await store().findRun(id))?.unrecorded).toEqual([
      { tokens: 0, cost: 0 },
      { tokens: 0, cost: 0 },
    ]);
    await store().setUnrecordedSpend(key, 1, { tokens: 7, cost: 0.25 });
    await store().setUnrecordedSpend(key, 1, { tokens: 1_000_000_000_000, cost: 1e-7 });
    expect((await store().findRun(id))?.unrecorded).toEqual([
      { tokens: 0, cost: 0 },
      { tokens: 1_000_000_000_000, cost: 1e-7 },
    ]);
  });

  test("what the sittings of a run learnt of limits is kept in the order in which it was added", async () => {
    const run = await storeRun(store(), plainRows(1));
    const other = await storeRun(store(), plainRows(1));
    expect(await store().limitHistories(run.key)).toEqual([]);
    const first = limitHistory("https://a.example/v1 (一, two)", { concurrency: 37, pacing: null });
    const second = limitHistory("https://b.example/v1 (three)", {
      omitted: 12,
      pacing: { perSecond: 0.1 + 0.2, unit: "tokens" },
      decisions: [
        { kind: "concurrency-cut", at: 1_790_000_000_123.5, from: 40, to: 37, because: "rejected-at-limit" },
        { kind: "paused", at: 1_790_000_000_124, until: 1_790_000_900_124, because: "retry-after" },
      ],
    });
    const third = limitHistory("https://a.example/v1 (一, two)", { concurrency: 41 });
    await store().addLimitHistories(run.key, [first, second]);
    await store().addLimitHistories(run.key, []);
    await store().addLimitHistories(run.key, [third]);
    expect(await store().limitHistories(run.key)).toEqual([first, second, third]);
    expect(await store().limitHistories(other.key)).toEqual([]);
    await expect(store().addLimitHistories(999_999, [first])).rejects.toThrow(StoreError);
  });

  test("an unknown run is null or refused, never empty", async () => {
    expect(await store().findRun(randomUUID())).toBeNull();
    expect(await store().findPromptSet(newHash())).toBeNull();
    await expect(store().claimRun(999_999)).rejects.toThrow(StoreError);
    await expect(store().pendingTasks(999_999, 0, -1, 1)).rejects.toThrow(StoreError);
    await expect(store().totals(999_999)).rejects.toThrow(StoreError);
  });
}
