import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ProblemsError } from "../../src/core/errors.ts";
import { nothingLeftOut } from "../../src/core/left-out.ts";
import { removeBaseline, setBaseline } from "../../src/run/baselines.ts";
import { comparisonSource } from "../../src/run/comparison-source.ts";
import { openResults } from "../../src/run/results.ts";
import type { Store } from "../../src/store/store.ts";
import { newRun, plainRows, planOf, storePromptSet } from "../store/fixtures.ts";
import { temporaryFolder } from "../support/folder.ts";

interface Kept {
  readonly id: string;
  readonly name?: string;
  readonly status?: "complete" | "incomplete";
  readonly simulated?: boolean;
  readonly hasTables?: boolean;
}

/** A results folder with these runs, the last one the newest. */
async function resultsOf(...runs: readonly Kept[]) {
  const folder = await temporaryFolder({});
  await using results = await openResults(folder);
  const { store } = results;
  for (const [createdAt, run] of runs.entries()) await keep(store, folder, run, createdAt);
  return { results: folder, directory: folder, hasResults: true };
}

async function keep(store: Store, folder: string, run: Kept, createdAt: number): Promise<void> {
  const { id, name = null, status = "complete", simulated = false, hasTables = true } = run;
  const set = await storePromptSet(store, plainRows(1));
  const plan = { ...planOf([{ name: "a.csv", hash: set.hash }]), simulated };
  const draft = await store.beginRun({ ...newRun(plan, [set.key]), id, name, createdAt });
  const { key } = await draft.complete(nothingLeftOut);
  await store.updateRun(key, { status, finishedAt: createdAt, exitCode: 0 });
  if (!hasTables) return;
  await mkdir(join(folder, id));
  await writeFile(join(folder, id, "completions.csv"), "prompt_id\n");
}

async function problemOf(action: Promise<unknown>): Promise<unknown> {
  const error: unknown = await action.catch((reason: unknown) => reason);
  if (error instanceof ProblemsError) return error.problems[0];
  throw new Error("no problem was found", { cause: error });
}

test("latest:NAME is the newest complete run of that name, neither simulated nor the other side", async () => {
  const places = await resultsOf(
    { id: "one", name: "nightly" },
    { id: "two", name: "nightly" },
    { id: "cut", name: "nightly", status: "incomplete" },
    { id: "rehearsed", name: "nightly", simulated: true },
    { id: "other", name: "weekly" },
  );
  const pathOf = async (except: string | null) =>
    (await comparisonSource("latest:nightly", places, { except })).completions;
  expect(await pathOf(null)).toBe(join(places.results, "two", "completions.csv"));
  expect(await pathOf("two")).toBe(join(places.results, "one", "completions.csv"));
});

test("latest:NAME without such a run says so before anything else happens", async () => {
  const places = await resultsOf({ id: "one", name: "nightly", simulated: true });
  expect(await problemOf(comparisonSource("latest:nightly", places, { where: "--baseline" }))).toMatchObject({
    where: "--baseline",
    what: "there is no complete run with --name nightly to compare with, only 1 incomplete or simulated",
  });
});

test("a baseline's name stands for its run, until it is removed", async () => {
  const places = await resultsOf({ id: "one" }, { id: "two" });
  {
    await using results = await openResults(places.results);
    await setBaseline(results.store, places.results, "one", "release");
    await setBaseline(results.store, places.results, "two", "release");
  }
  expect((await comparisonSource("release", places)).completions).toBe(join(places.results, "two", "completions.csv"));
  {
    await using results = await openResults(places.results);
    await removeBaseline(results.store, "release");
    expect(await problemOf(removeBaseline(results.store, "release"))).toMatchObject({ found: "release" });
  }
  expect(await problemOf(comparisonSource("release", places))).toMatchObject({ found: "release" });
});

test("a name that would mean something else, or a run that cannot be compared with, is refused", async () => {
  const places = await resultsOf({ id: "one" }, { id: "empty", hasTables: false });
  await using results = await openResults(places.results);
  const set = (run: string, name: string) => problemOf(setBaseline(results.store, places.results, run, name));
  expect(await set("one", "latest")).toMatchObject({ found: "latest" });
  expect(await set("one", "latest:nightly")).toMatchObject({ what: "is no name for a baseline" });
  expect(await set("one", "a/b")).toMatchObject({ what: "is no name for a baseline" });
  expect(await set("one", "a.csv")).toMatchObject({ what: "is no name for a baseline" });
  expect(await set("one", "one")).toMatchObject({ what: "is a run's id and can be given as it is" });
  expect(await set("three", "release")).toMatchObject({ what: "there is no such run", found: "three" });
  expect(await set("empty", "release")).toMatchObject({ what: "the run has no tables to compare with" });
});

test("a baseline whose tables are gone is named with the command that writes them again", async () => {
  const places = await resultsOf({ id: "gone", hasTables: false });
  {
    await using results = await openResults(places.results);
    const run = await results.store.findRun("gone");
    await results.store.setBaseline("release", run?.key ?? 0);
  }
  expect(await problemOf(comparisonSource("release", places))).toMatchObject({
    what: "stands for run gone, whose tables are gone",
    fix: "Write them again: promptgrid export gone",
  });
});
