import type { Estimate } from "../stats/estimate.ts";
import { changedPrompts, type ChangedPrompts } from "./changed-prompts.ts";
import { compareFigure, type FigureComparison } from "./compare-figure.ts";
import { openCompletions, type CompletionsFile } from "./completions-file.ts";
import { demandLabels, INPUT } from "./demand-labels.ts";
import type { Figure } from "./figure.ts";
import { lowerScoreColumns, measuresOf, valueColumns, type Measure } from "./measures.ts";
import { pairArms, type ArmChoice, type ArmPair } from "./pair-arms.ts";
import { pairPrompts, type PromptPairs } from "./pair-prompts.ts";
import { pairValues, unitOf } from "./pair-values.ts";
import { runDifferences, type Difference } from "./run-differences.ts";
import { readSide } from "./read-side.ts";
import type { Side } from "./side.ts";
import { compareSlices, type SliceComparison } from "./slices.ts";
import type { Source } from "./source.ts";

/** What is to be compared, and how. */
export interface CompareOptions {
  readonly choice: ArmChoice;
  /** Input column to slice by, as in the prompt set. */
  readonly by: string | null;
  /** Input column whose equal cells make prompts dependent. */
  readonly cluster: string | null;
  /** Seed of the draws: equal seeds give equal figures. */
  readonly seed: number;
  /** Odd repeats against even ones, to see how much noise there is. */
  readonly isAgainstItself: boolean;
}

/** What two runs, models or templates have in common, and how they differ. */
export interface Comparison {
  readonly baseline: Source;
  readonly candidate: Source;
  readonly sides: { readonly baseline: Side; readonly candidate: Side };
  readonly prompts: PromptPairs;
  /** Input columns that only one table has; prompts are paired without them. */
  readonly ignoredInputs: readonly string[];
  /** Score columns that only one table has. */
  readonly unpairedScores: readonly string[];
  readonly differences: readonly Difference[];
  readonly arms: readonly ArmComparison[];
  readonly unpairedArms: readonly string[];
}

/** A model and template of the baseline beside its counterpart. */
export interface ArmComparison {
  readonly pair: ArmPair;
  readonly figures: readonly MeasureComparison[];
  readonly slices: readonly SliceComparison[];
}

/** One measure over the paired prompts. */
export interface MeasureComparison {
  readonly measure: Measure;
  /** That the figure reads in. */
  readonly unit: Measure["unit"];
  readonly figure: Figure;
  readonly comparison: FigureComparison;
  /** 0.1 is 10 % more; null for what has a scale of its own. */
  readonly relative: Estimate | null;
  /** Of a score. */
  readonly changed: ChangedPrompts | null;
}

/** Compares two completions tables, holding numbers and no texts. Throws a ProblemsError for what cannot be compared. */
export async function compare(baseline: Source, candidate: Source, options: CompareOptions): Promise<Comparison> {
  const files = [await openCompletions(baseline.completions), await openCompletions(candidate.completions)] as const;
  const columns = files[0].columns.filter((column) => files[1].columns.includes(column));
  demandLabels(files, columns, options);
  const sides = await readSides(files, columns, options);
  const prompts = pairPrompts(sides.baseline, sides.candidate);
  const { pairs, unpaired } = pairArms(sides.baseline, sides.candidate, options.choice);

  const labelsOf = (column: string | null) => pairedLabels(sides.baseline, prompts, column);
  const measures = measuresOf(columns, lowerScoreColumns(scorersOf(baseline, candidate)));
  const slicing = { by: labelsOf(options.by), clusterOf: labelsOf(options.cluster), seed: options.seed };
  const arms = pairs.map((pair) => compareArms(pair, prompts, measures, slicing));
  const oneSided = (prefix: string) =>
    [...files[0].columns, ...files[1].columns].filter((name) => name.startsWith(prefix) && !columns.includes(name));
  return {
    baseline,
    candidate,
    sides,
    prompts,
    ignoredInputs: oneSided(INPUT),
    unpairedScores: oneSided("score."),
    differences: runDifferences(baseline.facts, candidate.facts, pairs),
    arms,
    unpairedArms: unpaired,
  };
}

async function readSides(
  files: readonly [CompletionsFile, CompletionsFile],
  columns: readonly string[],
  { by, cluster, isAgainstItself }: CompareOptions,
): Promise<Comparison["sides"]> {
  const labelColumns = [by, cluster].filter((name) => name !== null).map((name) => `${INPUT}${name}`);
  const common = {
    values: valueColumns(columns),
    inputColumns: columns.filter((column) => column.startsWith(INPUT)),
    labelColumns: [...new Set(labelColumns)],
  };
  const takes = (rest: number) => (repeat: number) => !isAgainstItself || repeat % 2 === rest;
  return {
    baseline: await readSide(files[0], { ...common, takesRepeat: takes(1) }),
    candidate: await readSide(files[1], { ...common, takesRepeat: takes(0) }),
  };
}

interface Slicing {
  /** By prompt pair. */
  readonly by: readonly string[] | null;
  readonly clusterOf: readonly string[] | null;
  readonly seed: number;
}

function compareArms(
  pair: ArmPair,
  prompts: PromptPairs,
  measures: readonly Measure[],
  { by, clusterOf, seed }: Slicing,
): ArmComparison {
  const places = Uint32Array.from(prompts.baseline.keys()).filter((place) => isAskedOfBoth(pair, prompts, place));
  const over = { prompts, places, clusterOf };
  const figures = measures
    .filter(({ unit }) => unit !== "money" || isSameCurrency(pair))
    .map((measure) => {
      const figure = pairValues(measure, pair, over);
      return {
        measure,
        unit: unitOf(measure, pair),
        comparison: compareFigure(figure, { seed }),
        relative: isScaleFree(measure)
          ? compareFigure({ ...figure, of: { kind: "ratio" } }, { seed }).difference
          : null,
        changed: measure.unit === "score" ? changedPrompts(figure, places) : null,
        figure,
      };
    });
  const scores = measures.filter(({ unit }) => unit === "score");
  return { pair, figures, slices: by === null ? [] : compareSlices(scores, pair, { ...over, by }, { seed }) };
}

/** Money of two currencies has no difference. */
function isSameCurrency({ baseline, candidate }: ArmPair): boolean {
  return baseline.currency === null || candidate.currency === null || baseline.currency === candidate.currency;
}

/** Whether 10 % more says more than 3.1 more. */
function isScaleFree({ unit }: Measure): boolean {
  return unit === "tokens" || unit === "money";
}

function isAskedOfBoth({ baseline, candidate }: ArmPair, prompts: PromptPairs, place: number): boolean {
  const asked = [baseline.tasks.at(prompts.baseline[place] ?? -1), candidate.tasks.at(prompts.candidate[place] ?? -1)];
  return !asked.some(Number.isNaN);
}

function pairedLabels({ labels }: Side, prompts: PromptPairs, column: string | null): readonly string[] | null {
  if (column === null) return null;
  const cells = labels.get(`${INPUT}${column}`) ?? [];
  return Array.from(prompts.baseline, (place) => cells[place] ?? "");
}

function scorersOf(...sources: readonly Source[]) {
  return sources.flatMap(({ facts }) => facts?.scorers ?? []);
}
