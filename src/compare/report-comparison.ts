import type { ChangedPrompt, ChangedPrompts } from "./changed-prompts.ts";
import type { ArmComparison, Comparison } from "./compare.ts";
import type { GateCheck } from "./gate-rules.ts";
import { armName } from "./pair-arms.ts";
import { readAnswers, type AnswersById } from "./read-answers.ts";
import { CONFIDENCE, reportFigure } from "./report-figure.ts";
import { reportGate } from "./report-gate.ts";
import type { ComparisonReport, ReportedChangedRow, ReportedSource, SomeIds } from "./report.ts";
import type { Source } from "./source.ts";

/** Ids that a list names; the rest is counted. */
const NAMED_IDS = 20;

/** A regression is mended row by row: more of them are named. */
const NAMED_WORSE_IDS = 200;

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
    confidence: CONFIDENCE,
    arms: comparison.arms.map((arm, index) => ({
      baseline: armName(arm.pair.baseline),
      candidate: armName(arm.pair.candidate),
      currencies: [arm.pair.baseline.currency, arm.pair.candidate.currency],
      figures: arm.figures.map(({ comparison: figure, unit, relative }) => reportFigure(figure, unit, relative)),
      slices: arm.slices.map(({ value, unit, comparison: figure, adjusted }) => ({
        value,
        ...reportFigure(figure, unit, null),
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

function sourceOf({ label, completions, facts }: Source): ReportedSource {
  return { label, path: completions, run_id: facts?.runId ?? null, simulated: facts?.simulated ?? null };
}

function someIds(ids: readonly string[], most = NAMED_IDS): SomeIds {
  return { count: ids.length, ids: ids.slice(0, most) };
}
