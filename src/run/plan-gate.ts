import { readColumns } from "../compare/completions-file.ts";
import { demandFigures } from "../compare/demand-figures.ts";
import { INPUT } from "../compare/demand-labels.ts";
import { FIXED_COLUMNS, lowerScoreColumns, measuresOf } from "../compare/measures.ts";
import type { Source } from "../compare/source.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import { givesAmounts } from "../core/scorer-config.ts";
import type { AskedGate } from "./asked-gate.ts";
import { comparisonSource, type SourcePlaces } from "./comparison-source.ts";

/** What is known of a run before it is filled. */
export interface RunToJudge {
  /** Null for a new run. */
  readonly runId: string | null;
  readonly scorers: readonly (Parameters<typeof givesAmounts>[0] & { readonly name: string })[];
}

/** A gate that can be judged once the run has its tables, as far as that can be known before. */
export interface PlannedGate {
  /** Null where the gate looks at the run alone. */
  readonly baseline: Source | null;
  readonly gate: AskedGate;
}

/**
 * Finds the baseline and holds the gate's rules against what it has and the run will have, before anything is paid for.
 * Throws a ProblemsError with what would keep the gate from being judged.
 */
export async function planGate(
  gate: AskedGate,
  baseline: string | null,
  run: RunToJudge,
  places: SourcePlaces,
): Promise<PlannedGate> {
  if (baseline === null) {
    const compares = gate.rules.length === 0 || gate.rules.some(({ margin }) => margin !== null);
    if (compares) throw new ProblemsError([withoutBaseline()]);
    demandFigures(measuresOf([...FIXED_COLUMNS, ...scoreColumns(run)], lowerScores(run)), gate, "gate");
    return { baseline: null, gate };
  }
  const source = await comparisonSource(baseline, places, { where: "--baseline", except: run.runId });
  if (run.runId !== null && source.facts?.runId === run.runId) throw new ProblemsError([sameRun(baseline)]);
  const columns = await readColumns(source.completions);
  const scores = scoreColumns(run);
  const common = columns.filter((column) => !column.startsWith("score.") || scores.includes(column));
  demandFigures(measuresOf(common, lowerScores(run)), gate, source.completions);
  if (gate.cluster !== null && !columns.includes(`${INPUT}${gate.cluster}`)) {
    throw new ProblemsError([
      { where: source.completions, what: "has no input column of the gate's cluster", found: gate.cluster },
    ]);
  }
  return { baseline: source, gate };
}

function scoreColumns({ scorers }: RunToJudge): string[] {
  return scorers.map(({ name }) => `score.${name}`);
}

function lowerScores({ scorers }: RunToJudge): ReadonlySet<string> {
  return lowerScoreColumns(scorers.map((scorer) => ({ name: scorer.name, isAmount: givesAmounts(scorer) })));
}

function withoutBaseline(): Problem {
  return {
    where: "--gate",
    what: "has nothing to compare with",
    fix: "Name a run, folder or completions.csv with --baseline; only a config's gate of `min` and `max` alone needs none",
  };
}

function sameRun(name: string): Problem {
  return { where: "--baseline", what: "is the run that is to be judged", found: name, fix: "Name an earlier run" };
}
