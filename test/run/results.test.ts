import { join } from "node:path";
import { expect, test } from "vitest";
import { ProblemsError } from "../../src/core/errors.ts";
import { nothingLeftOut } from "../../src/core/left-out.ts";
import { findRunOrLatest, findRunToResume, openResults } from "../../src/run/results.ts";
import type { Store } from "../../src/store/store.ts";
import { newRun, planOf, storePromptSet, plainRows } from "../store/fixtures.ts";
import { temporaryFolder } from "../support/folder.ts";

test("a folder that cannot hold a database keeps a run from starting, and is said to be the reason", async () => {
  const folder = await temporaryFolder({ file: "", "garbage/promptgrid.db": "not a database, whatever its name says" });
  await expect(openResults(join(folder, "file"))).rejects.toBeInstanceOf(ProblemsError);
  await expect(openResults(join(folder, "garbage"))).rejects.toThrow(
    /^\S+promptgrid\.db: the file is no SQLite database.* Restore it from a copy, or move it away/,
  );
});

async function addRun(store: Store, id: string, changes: { simulated?: boolean; ended?: "complete" | "interrupted" }) {
  const set = await storePromptSet(store, plainRows(1));
  const plan = { ...planOf([{ name: "a.csv", hash: set.hash }]), simulated: changes.simulated === true };
  const draft = await store.beginRun({ ...newRun(plan, [set.key], id), createdAt: Number(id) });
  await draft.select([{ promptKey: (await store.readPromptSet(set.key, 0, 1))[0]?.key ?? -1, promptSet: 0 }]);
  const run = await draft.complete(nothingLeftOut);
  if (changes.ended !== undefined)
    await store.updateRun(run.key, { status: changes.ended, finishedAt: 5, exitCode: 0 });
}

test("latest is the newest finished run that was not simulated; a simulated one is named by its id", async () => {
  await using results = await openResults(await temporaryFolder());
  const { store } = results;
  await addRun(store, "1", { simulated: true, ended: "complete" });
  await expect(findRunOrLatest(store, "latest")).rejects.toThrow(
    /no finished run\. A simulated run is named .* e\.g\. 1$/,
  );
  await addRun(store, "2", { ended: "complete" });
  await addRun(store, "3", { ended: "interrupted" });
  await addRun(store, "4", {});
  await addRun(store, "5", { simulated: true, ended: "complete" });
  expect((await findRunOrLatest(store, "latest")).id).toBe("3");
  expect((await findRunOrLatest(store, "5")).id).toBe("5");
  await expect(findRunOrLatest(store, "6")).rejects.toThrow("run: there is no such run (found 6). `promptgrid runs`");
});

test("what is resumed by default is the newest run that is not complete", async () => {
  await using results = await openResults(await temporaryFolder());
  const { store } = results;
  await addRun(store, "1", { ended: "complete" });
  await expect(findRunToResume(store, "latest")).rejects.toThrow("there is no unfinished run. `promptgrid runs` lists");
  await addRun(store, "2", { ended: "interrupted" });
  await addRun(store, "3", { ended: "complete" });
  expect((await findRunToResume(store, "latest")).id).toBe("2");
  expect((await findRunToResume(store, "1")).id).toBe("1");
});
