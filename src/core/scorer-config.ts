/** Which differences between two texts do not count. `width` makes full-width and half-width forms equal. */
export type NormalizeStep = "trim" | "case" | "width" | "punctuation";

/** How the repeats of a prompt become one value. */
export type RepeatsRule = "mean" | "majority" | { readonly passAt: number };

/** Where a scorer finds what it compares with: in a column of the prompt set, or in the config. At least one is there. */
export interface ExpectedSource {
  readonly column?: string | undefined;
  readonly expected?: string | number | readonly (string | number)[] | undefined;
  /** Splits a cell into several accepted values. */
  readonly separator?: string | undefined;
}

interface ScorerBase {
  /** Heading of its column in the tables: `score.<name>`. */
  readonly name: string;
  readonly repeats: RepeatsRule;
}

interface ComparingScorer extends ScorerBase, ExpectedSource {
  readonly normalize: readonly NormalizeStep[];
}

export interface ExactConfig extends ComparingScorer {
  readonly type: "exact";
}

export interface ContainsConfig extends ComparingScorer {
  readonly type: "contains";
  readonly mode: "any" | "all";
}

export interface RegexConfig extends ScorerBase {
  readonly type: "regex";
  readonly pattern?: string | undefined;
  readonly column?: string | undefined;
  readonly flags: string;
  readonly normalize: readonly NormalizeStep[];
}

export interface NumberConfig extends ScorerBase, ExpectedSource {
  readonly type: "number";
  /** Largest difference. */
  readonly absolute: number;
  /** Largest difference as a share of the expected number. */
  readonly relative: number;
  readonly take: "last" | "first";
}

export interface ChoiceConfig extends ScorerBase, ExpectedSource {
  readonly type: "choice";
  /** Letters that may be chosen, upper case. */
  readonly choices: readonly string[];
}

export interface JsonConfig extends ScorerBase {
  readonly type: "json";
  /** A JSON Schema, or a file that holds one, relative to the config. */
  readonly schema?: string | Readonly<Record<string, unknown>> | undefined;
  /** Whether the JSON may stand in a Markdown code fence. */
  readonly fence: boolean;
}

export type SimilarityMetric = "levenshtein" | "rouge-l" | "bleu" | "chrf";
export type TokenKind = "auto" | "words" | "characters";

export interface SimilarityConfig extends ComparingScorer {
  readonly type: "similarity";
  readonly metric: SimilarityMetric;
  readonly tokens: TokenKind;
  /** Makes the score 1 from this similarity on, else 0. */
  readonly threshold?: number | undefined;
}

export interface F1Config extends ScorerBase, ExpectedSource {
  readonly type: "f1";
  readonly tokens: TokenKind;
  readonly threshold?: number | undefined;
}

/** Bounds make the score 1 within them, else 0. */
interface Bounded extends ScorerBase {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface LengthConfig extends Bounded {
  readonly type: "length";
  readonly unit: "characters" | "words" | "tokens";
}

export interface LatencyConfig extends Bounded {
  readonly type: "latency";
}

export interface CostConfig extends Bounded {
  readonly type: "cost";
}

export interface ModuleConfig extends ScorerBase {
  readonly type: "module";
  /** The user's file, relative to the config. */
  readonly path: string;
  /** Handed to the function as `context.options`. */
  readonly options?: unknown;
}

export interface PromptfooConfig extends ScorerBase {
  readonly type: "promptfoo";
  /** Whether `javascript:` assertions of the prompt set may run. */
  readonly allowJavascript: boolean;
}

/** What a model that judges is asked by; it is one of the config's judges. */
interface JudgingScorer extends ScorerBase {
  /** Name of the model that judges. */
  readonly model: string;
  /** May hold `{{column}}`. */
  readonly rubric: string;
  /** Column that holds a reference answer. */
  readonly reference?: string | undefined;
}

export interface JudgeConfig extends JudgingScorer {
  readonly type: "judge";
  /** Ends of the scale; the better end is `max`. */
  readonly scale: { readonly min: number; readonly max: number };
  /** Labels instead of a scale, each with its value. */
  readonly labels?: Readonly<Record<string, number>> | undefined;
}

export interface PairwiseConfig extends JudgingScorer {
  readonly type: "pairwise";
  /** Names of two models of the run, or else of two templates; the score is the first one's. */
  readonly models?: readonly string[] | undefined;
  readonly templates?: readonly string[] | undefined;
}

/** A scorer that asks a model: its questions are a run of their own. */
export type JudgingConfig = JudgeConfig | PairwiseConfig;

/** Whether a scorer asks a model. */
export function isJudging<Written extends { readonly type: string }>(
  config: Written,
): config is Extract<Written, { readonly type: JudgingConfig["type"] }> {
  return config.type === "judge" || config.type === "pairwise";
}

/** One scorer of the config, resolved, that asks nobody. */
export type ScorerConfig =
  | ExactConfig
  | ContainsConfig
  | RegexConfig
  | NumberConfig
  | ChoiceConfig
  | JsonConfig
  | SimilarityConfig
  | F1Config
  | LengthConfig
  | LatencyConfig
  | CostConfig
  | ModuleConfig
  | PromptfooConfig;

const AMOUNTS: ReadonlySet<string> = new Set(["length", "latency", "cost"] satisfies ScorerConfig["type"][]);

/**
 * Whether a scorer gives amounts (words, milliseconds, money), of which less is better. With a bound it judges instead: 1
 * within it, else 0.
 */
export function givesAmounts(scorer: {
  readonly type: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): boolean {
  return AMOUNTS.has(scorer.type) && scorer.min === undefined && scorer.max === undefined;
}
