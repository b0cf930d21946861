import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { plainRows, storeRun } from "../fixtures.ts";
import type { ContractContext } from "./context.ts";

export function baselineContract({ store, openAnother }: ContractContext): void {
  const newRun = () => storeRun(store(), plainRows(1));
  const named = async (names: readonly string[]) =>
    (await store().baselines()).filter(({ name }) => names.includes(name)).map(({ name, runId }) => [name, runId]);

  test("a run is found under each name that it was given, also by another process, ordered by name", async () => {
    const run = await newRun();
    const prefix = randomUUID();
    const names = [`${prefix}-b`, `${prefix}-a`];
    for (const name of names) await store().setBaseline(name, run.key);
    expect(await named(names)).toEqual([
      [`${prefix}-a`, run.id],
      [`${prefix}-b`, run.id],
    ]);
    await using another = await openAnother();
    const [found] = (await another.baselines()).filter(({ name }) => name === names[0]);
    expect(found).toMatchObject({ runId: run.id, setAt: expect.any(Number) });
  });

  test("a name that is taken goes to the run that it was given to last", async () => {
    const [first, second] = [await newRun(), await newRun()];
    const name = randomUUID();
    await store().setBaseline(name, first.key);
    await store().setBaseline(name, second.key);
    expect(await named([name])).toEqual([[name, second.id]]);
  });

  test("a removed name is gone and its run is not; removing it again says that there was none", async () => {
    const run = await newRun();
    const name = randomUUID();
    await store().setBaseline(name, run.key);
    expect(await store().removeBaseline(name)).toBe(true);
    expect(await named([name])).toEqual([]);
    expect(await store().removeBaseline(name)).toBe(false);
    expect((await store().findRun(run.id))?.key).toBe(run.key);
  });
}
