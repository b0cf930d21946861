import type { Estimate, Method } from "../stats/estimate.ts";
import { detectableDifference, detectableProportion } from "../stats/power.ts";
import type { ChangedPrompt, ChangedPrompts } from "./changed-prompts.ts";
import type { FigureComparison } from "./compare-figure.ts";
import type { ArmComparison, Comparison } from "./compare.ts";
import type { Direction } from "./figure.ts";
import type { GateCheck } from "./gate-rules.ts";
import { reportGate, type ReportedGate } from "./report-gate.ts";
import type { Measure } from "./measures.ts";
import { pValueOf } from "./p-value.ts";
import { armName } from "./pair-arms.ts";
import { readAnswers, type AnswersById, type ReadAnswer } from "./read-answers.ts";
import type { Difference } from "./run-differences.ts";
import type { Source } from "./source.ts";

/** Each bound of a reported interval is wrong this often: two-sided 95 %. */
const TAIL = 0.025;

/** Ids that a list names; the rest is counted. */
const NAMED_IDS = 20;

/** A regression is mended row by row: more of them are named. */
const NAMED_WORSE_IDS = 200;

/** A comparison as plain data: what `--format json` prints, and what tables and pages are drawn from. */
export interface ComparisonReport {
  readonly baseline: ReportedSource;
  readonly candidate: ReportedSource;
  readonly differences: readonly Difference[];
  readonly prompts: ReportedPrompts;
  readonly ignored_inputs: readonly string[];
  readonly unpaired_scores: readonly string[];
  readonly unpaired_arms: readonly string[];
  /** Two-sided, of every interval. */
  readonly confidence: number;
  readonly arms: readonly ReportedArm[];
  /** Null where no gate was asked for. */
  readonly gate: ReportedGate | null;
}

export interface ReportedSource {
  readonly label: string;
  readonly path: string;
  readonly run_id: string | null;
  readonly simulated: boolean | null;
}

/** How many prompts were paired, and which were not. */
export interface ReportedPrompts {
  readonly paired: number;
  readonly only_baseline: SomeIds;
  readonly only_candidate: SomeIds;
  readonly changed_inputs: SomeIds;
}

/** A count with the first of its ids. */
export interface SomeIds {
  readonly count: number;
  readonly ids: readonly string[];
}

/** One model and template beside its counterpart. */
export interface ReportedArm {
  readonly baseline: string;
  readonly candidate: string;
  /** Of baseline and candidate; costs in different currencies are not compared. */
  readonly currencies: readonly [string | null, string | null];
  readonly figures: readonly ReportedFigure[];
  readonly slices: readonly ReportedSlice[];
  readonly changed: readonly ReportedChange[];
}

/** A figure of both sides and its difference, each with its interval. */
export interface ReportedFigure {
  readonly name: string;
  readonly direction: Direction;
  readonly unit: Measure["unit"];
  readonly pairs: number;
  /** Paired prompts of which a side has no value. */
  readonly missing: number;
  readonly missing_baseline: number;
  readonly missing_candidate: number;
  readonly baseline: ReportedEstimate | null;
  readonly candidate: ReportedEstimate | null;
  readonly difference: ReportedEstimate | null;
  readonly relative: ReportedEstimate | null;
  readonly gained: number | null;
  readonly lost: number | null;
  readonly p_value: number | null;
  /** The smallest true difference that so many pairs show in 4 of 5 comparisons. */
  readonly detectable: number | null;
}

/** A score within the prompts that have one value of the slice column. */
export interface ReportedSlice extends ReportedFigure {
  readonly value: string;
  readonly adjusted_p_value: number | null;
}

/** `lower` and `upper` are null where the sample sets no bound. */
export interface ReportedEstimate {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: Method;
}

/** The prompts whose score changed, those with the greatest change with both texts. */
export interface ReportedChange {
  readonly score: string;
  readonly better: number;
  readonly worse: number;
  /** All that got worse, up to a bound. */
  readonly worse_ids: SomeIds;
  /** Those that got worse first. */
  readonly rows: readonly ReportedChangedRow[];
}

export interface ReportedChangedRow {
  readonly prompt_id: string;
  readonly change: "better" | "worse";
  readonly baseline: ReportedAnswer;
  readonly candidate: ReportedAnswer;
}

/** The score of one side's answers to a prompt, and the answers, one per repeat. */
export interface ReportedAnswer {
  readonly value: number;
  readonly answers: readonly ReadAnswer[];
}

/** How much of a comparison is reported. */
export interface ReportOptions {
  /** Most changed rows per score and direction that are shown with their texts. */
  readonly rows: number;
  /** What the gate came to; null without one. */
  readonly gate: readonly GateCheck[] | null;
}

/** Draws up the report; reads both tables again where changed rows are shown. Throws a ProblemsError when it cannot. */
export async function reportComparison(
  comparison: Comparison,
  { rows, gate }: ReportOptions,
): Promise<ComparisonReport> {
  const { baseline, candidate, sides, prompts } = comparison;
  const shown = comparison.arms.map((arm) => shownChanges(arm, rows));
  const idAt = (place: number) => sides.baseline.prompts[prompts.baseline[place] ?? -1] ?? "";
  const idsOf = shown.map(
    (changes) => new Set(changes.flatMap(({ prompts: some }) => some.map(({ place }) => idAt(place)))),
  );
  const answers = async (source: Source, side: "baseline" | "candidate") => {
    const { takesRepeat } = sides[side];
    return readAnswers(
      source.completions,
      comparison.arms.map(({ pair }, index) => ({
        arm: pair[side],
        promptIds: idsOf[index] ?? new Set(),
        takesRepeat,
      })),
    );
  };
  const before = await answers(baseline, "baseline");
  const after = await answers(candidate, "candidate");
  return {
    baseline: sourceOf(baseline),
    candidate: sourceOf(candidate),
    differences: comparison.differences,
    prompts: {
      paired: prompts.baseline.length,
      only_baseline: someIds(prompts.onlyBaseline),
      only_candidate: someIds(prompts.onlyCandidate),
      changed_inputs: someIds(prompts.changed),
    },
    ignored_inputs: comparison.ignoredInputs,
    unpaired_scores: comparison.unpairedScores,
    unpaired_arms: comparison.unpairedArms,
    confidence: 1 - 2 * TAIL,
    arms: comparison.arms.map((arm, index) => ({
      baseline: armName(arm.pair.baseline),
      candidate: armName(arm.pair.candidate),
      currencies: [arm.pair.baseline.currency, arm.pair.candidate.currency],
      figures: arm.figures.map(({ comparison: figure, measure, relative }) =>
        reportFigure(figure, measure.unit, relative),
      ),
      slices: arm.slices.map(({ value, comparison: figure, adjusted }) => ({
        value,
        ...reportFigure(figure, "score", null),
        adjusted_p_value: adjusted,
      })),
      changed: (shown[index] ?? []).map(({ score, all, prompts: some }) => ({
        score,
        better: all.better.length,
        worse: all.worse.length,
        worse_ids: someIds(
          all.worse.map(({ place }) => idAt(place)),
          NAMED_WORSE_IDS,
        ),
        rows: some.map((prompt) => reportRow(prompt, idAt(prompt.place), before[index], after[index])),
      })),
    })),
    gate: gate === null ? null : reportGate(gate),
  };
}

interface ShownChanges {
  readonly score: string;
  readonly all: ChangedPrompts;
  readonly prompts: readonly ChangedPrompt[];
}

function shownChanges({ figures }: ArmComparison, rows: number): ShownChanges[] {
  return figures.flatMap(({ measure, changed: all }) => {
    if (all === null) return [];
    return [{ score: measure.name, all, prompts: [...all.worse.slice(0, rows), ...all.better.slice(0, rows)] }];
  });
}

function reportRow(
  { gain, baseline, candidate }: ChangedPrompt,
  id: string,
  before: AnswersById | undefined,
  after: AnswersById | undefined,
): ReportedChangedRow {
  return {
    prompt_id: id,
    change: gain > 0 ? "better" : "worse",
    baseline: { value: baseline, answers: before?.get(id) ?? [] },
    candidate: { value: candidate, answers: after?.get(id) ?? [] },
  };
}

function reportFigure(comparison: FigureComparison, unit: Measure["unit"], relative: Estimate | null): ReportedFigure {
  const { name, direction, of, pairs, missing, changes } = comparison;
  return {
    name,
    direction,
    unit: of.kind === "binary" ? "share" : unit,
    pairs,
    missing: missing.pairs - pairs,
    missing_baseline: missing.onlyInBaseline + missing.inBoth,
    missing_candidate: missing.onlyInCandidate + missing.inBoth,
    baseline: reportEstimate(comparison.baseline),
    candidate: reportEstimate(comparison.candidate),
    difference: reportEstimate(comparison.difference),
    relative: reportEstimate(relative),
    gained: changes?.gained ?? null,
    lost: changes?.lost ?? null,
    p_value: pValueOf(comparison),
    detectable: detectableOf(comparison),
  };
}

function detectableOf({ changes, pairs, difference }: FigureComparison): number | null {
  if (difference === null) return null;
  if (changes === null || changes.clustered) return finite(detectableDifference(difference.standardError));
  return detectableProportion(pairs, (changes.gained + changes.lost) / pairs);
}

function reportEstimate(estimate: Estimate | null): ReportedEstimate | null {
  if (estimate === null) return null;
  const { lower, upper } = estimate.bounds(TAIL);
  return { value: estimate.value, lower: finite(lower), upper: finite(upper), method: estimate.method };
}

function sourceOf({ label, completions, facts }: Source): ReportedSource {
  return { label, path: completions, run_id: facts?.runId ?? null, simulated: facts?.simulated ?? null };
}

function someIds(ids: readonly string[], most = NAMED_IDS): SomeIds {
  return { count: ids.length, ids: ids.slice(0, most) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
