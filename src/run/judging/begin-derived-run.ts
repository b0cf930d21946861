import { createHash } from "node:crypto";
import { configForStorage } from "../../config/stored-config.ts";
import type { Config } from "../../core/config.ts";
import { nothingLeftOut } from "../../core/left-out.ts";
import { packageVersion } from "../../core/package-version.ts";
import type { Store, StoredPromptSet, StoredRun } from "../../store/store.ts";
import { plannedModel } from "../planned-model.ts";
import { derivedConfig } from "./derived-config.ts";
import { JUDGED_COLUMNS, judgedRows } from "./judged-rows.ts";
import type { JudgeScorer } from "./judge-scorer.ts";

/** Rows selected at once. */
const PAGE_ROWS = 1000;

/** Where a derived run comes from. */
export interface DerivedRunInput {
  readonly store: Store;
  /** The parent, whose records do not change meanwhile: this process holds it. */
  readonly run: StoredRun;
  readonly config: Config;
  readonly scorer: JudgeScorer;
  readonly scorerKey: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * A run that asks the judge about everything that has no score yet; null where there is nothing to ask. Its prompts are
 * stored under the hash of what was rendered, so that beginning again after a kill finds them.
 */
export async function beginDerivedRun(input: DerivedRunInput): Promise<StoredRun | null> {
  const { store, run, config, scorer, now } = input;
  const set = await storeQuestions(input);
  if (set === null) return null;
  const own = derivedConfig(config, scorer.judge);
  const draft = await store.beginRun({
    id: await freeId(store, run.id),
    name: null,
    createdAt: now,
    plan: {
      promptSets: [{ name: `answers of ${run.id}`, hash: set.hash }],
      selection: { where: [], limit: null, sample: null, skipInvalid: false },
      templates: own.templates,
      repeats: 1,
      models: own.models.map(plannedModel),
      simulated: run.plan.simulated,
    },
    config: configForStorage(own),
    promptgridVersion: packageVersion(),
    gitCommit: run.gitCommit,
    promptSetKeys: [set.key],
    parent: { run: run.id, scorer: scorer.config.name, scorerHash: scorer.hash },
  });
  try {
    for (let afterRow = 0; ;) {
      const rows = await store.readPromptSet(set.key, afterRow, PAGE_ROWS);
      const last = rows.at(-1);
      if (last === undefined) break;
      afterRow = last.row;
      await draft.select(rows.map(({ key }) => ({ promptKey: key, promptSet: 0 })));
    }
    return await draft.complete(nothingLeftOut);
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}

/** Renders twice, first for the hash: what is rendered is never held as a whole. */
async function storeQuestions(input: DerivedRunInput): Promise<StoredPromptSet | null> {
  const { store, run, scorer, scorerKey } = input;
  const hash = createHash("sha256").update("judged rows 1\n");
  let count = 0;
  for await (const { rows, unscored } of judgedRows(store, run, scorer.config, scorerKey)) {
    for (const { cells } of rows) hash.update(`${JSON.stringify(cells)}\n`);
    count += rows.length;
    await store.commitScores(run.key, unscored);
  }
  if (count === 0) return null;
  const digest = hash.digest("hex");
  const known = await store.findPromptSet(digest);
  if (known !== null) return known;
  const draft = await store.beginPromptSet(digest);
  try {
    for await (const { rows } of judgedRows(store, run, scorer.config, scorerKey)) await draft.append(rows);
    return await draft.complete(JUDGED_COLUMNS, nothingLeftOut);
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}

/** `<parent>.judge-1`, `.judge-2` …; the parent's id is cut where both would be too long. */
async function freeId(store: Store, parent: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const id = `${parent.slice(0, 88)}.judge-${number}`;
    if ((await store.findRun(id)) === null) return id;
  }
}
