import { placeOf } from "../core/task.ts";
import type { Config } from "../core/config.ts";
import { gradeOfLabel } from "../score/verdict-scale.ts";
import { labelValue } from "../score/label-value.ts";
import { cohenKappa } from "../stats/kappa.ts";
import { laneShapeOf, type Store, type StoredRun } from "../store/store.ts";
import { columnOf } from "./run-scores.ts";

/** More values than this are no categories. */
const MOST_CATEGORIES = 20;
const TAIL = 0.025;

/** How far a score agrees with human labels, over the completions of one model. */
export interface LabelAgreement {
  readonly scorer: string;
  readonly model: string;
  /** Completions with both a score and a label. */
  readonly pairs: number;
  /** Share of them in which both are equal; null without pairs. */
  readonly agreement: number | null;
  /** Cohen's κ; null without pairs, for more than 20 values, and where all are one and the same. */
  readonly kappa: number | null;
  readonly interval: readonly [lower: number, upper: number] | null;
}

/**
 * Compares the run's scores with the labels in a column of its prompts: numbers, or words for pass and failure. Throws a
 * ProblemsError where there is no such column.
 */
export async function labelAgreement(
  store: Store,
  run: StoredRun,
  column: string,
  configs: Config["scorers"] = [],
): Promise<LabelAgreement[]> {
  const labelled = await columnOf(store, run, column);
  const shape = laneShapeOf(run.plan);
  const found: LabelAgreement[] = [];
  for (const scorer of await store.runScorers(run.key)) {
    const config = configs.find(({ name }) => name === scorer.name);
    // A judge's scale is what people were given, too.
    const valueOf = (cell: string) =>
      (config?.type === "judge" ? gradeOfLabel(cell, config) : null) ?? labelValue(cell);
    const labels = Array.from(labelled, (cell: string | undefined) => valueOf(cell ?? ""));
    for (const [lane, { name: model }] of run.plan.models.entries()) {
      const { cells, values } = await store.scoreColumn(run.key, scorer.key, lane);
      const pairs: (readonly [label: number, value: number])[] = [];
      for (const [index, cell] of cells.entries()) {
        const label = labels[placeOf(shape, cell).position] ?? null;
        const value = values[index] ?? Number.NaN;
        if (label !== null && !Number.isNaN(value)) pairs.push([label, value]);
      }
      found.push({ scorer: scorer.name, model, ...agreementOf(pairs) });
    }
  }
  return found;
}

function agreementOf(
  pairs: readonly (readonly [label: number, value: number])[],
): Omit<LabelAgreement, "scorer" | "model"> {
  const equal = pairs.filter(([label, value]) => label === value).length;
  const agreement = pairs.length === 0 ? null : equal / pairs.length;
  const categories = [...new Set(pairs.flat())].toSorted((a, b) => a - b);
  const estimate = categories.length > MOST_CATEGORIES ? null : cohenKappa(tableOf(pairs, categories));
  const bounds = estimate?.bounds(TAIL);
  return {
    pairs: pairs.length,
    agreement,
    kappa: estimate?.value ?? null,
    interval: bounds === undefined ? null : [bounds.lower, bounds.upper],
  };
}

function tableOf(pairs: readonly (readonly [number, number])[], categories: readonly number[]): number[][] {
  const table = categories.map(() => categories.map(() => 0));
  for (const [label, value] of pairs) {
    const row = table[categories.indexOf(label)];
    const at = categories.indexOf(value);
    if (row !== undefined) row[at] = (row[at] ?? 0) + 1;
  }
  return table;
}
