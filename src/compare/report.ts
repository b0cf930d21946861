import type { Method } from "../stats/estimate.ts";
import type { Direction } from "./figure.ts";
import type { Measure } from "./measures.ts";
import type { ReadAnswer } from "./read-answers.ts";
import type { ReportedGate } from "./report-gate.ts";
import type { Difference } from "./run-differences.ts";

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
