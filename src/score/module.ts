import type { Judgement, ScoredCompletion, ScoringRule } from "./scorer.ts";

/** What a user's scorer is told of a completion. */
export interface ModuleRecord {
  readonly text: string;
  readonly model: string;
  readonly template: string;
  /** 1-based. */
  readonly repeat: number;
  readonly finishReason: string | null;
  readonly reasoning: string | null;
  /** As reported; null when not. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** In the price's currency; null when unknown. */
  readonly cost: number | null;
  readonly latencyMs: number | null;
}

/** What a user's scorer is told beside it. */
export interface ModuleContext {
  readonly promptId: string;
  /** The prompt's columns. */
  readonly input: Readonly<Record<string, string>>;
  /** `options` of the scorer in the config; null without them. */
  readonly options: unknown;
}

/** What a user's scorer may give back; null: this completion has no score. */
export type ModuleResult = number | boolean | { readonly value: number | boolean; readonly reason?: string } | null;

/** The default export of a user's scorer. */
export type ScoreFunction = (record: ModuleRecord, context: ModuleContext) => ModuleResult | Promise<ModuleResult>;

/** The user's own function as a scorer; whatever it throws becomes the error of one score. */
export function moduleRule(
  score: (record: ModuleRecord, context: ModuleContext) => unknown,
  options: unknown,
): ScoringRule {
  return {
    columns: [],
    score(completion) {
      const context = { promptId: completion.prompt.id, input: completion.prompt.columns, options: options ?? null };
      try {
        const result = score(moduleRecord(completion), context);
        return result instanceof Promise ? result.then(judgementOf, thrown) : judgementOf(result);
      } catch (error) {
        return thrown(error);
      }
    },
  };
}

/** What a function of the user's gave back, checked. */
export function judgementOf(result: unknown): Judgement {
  if (result === null || result === undefined) return { unscored: "the scorer gave none" };
  if (typeof result === "boolean") return { value: result ? 1 : 0, reason: null };
  if (typeof result === "number" && Number.isFinite(result)) return { value: result, reason: null };
  if (typeof result === "object" && "value" in result) {
    const judgement = judgementOf(result.value);
    const reason = "reason" in result && typeof result.reason === "string" ? result.reason : null;
    return "value" in judgement ? { ...judgement, reason } : judgement;
  }
  return { error: `gave back ${describe(result)}, not a number, true, false, { value, reason } or null` };
}

/** What the user's code threw, as the error of a score. */
export function thrown(error: unknown): Judgement {
  return { error: `threw ${error instanceof Error ? `${error.name}: ${error.message}` : describe(error)}` };
}

function describe(value: unknown): string {
  if (typeof value === "string") return "a text";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object without value";
  return typeof value === "number" ? String(value) : `a ${typeof value}`;
}

function moduleRecord({ record, text, model, template, repeat }: ScoredCompletion): ModuleRecord {
  const { outcome, usage, cost, latencyMs } = record;
  const answer = outcome.kind === "failed" ? null : outcome;
  const tokens = usage.kind === "absent" ? null : usage;
  return {
    text,
    model,
    template,
    repeat,
    finishReason: answer?.finishReason ?? null,
    reasoning: answer?.reasoning ?? null,
    promptTokens: tokens?.promptTokens ?? null,
    completionTokens: tokens?.completionTokens ?? null,
    cost,
    latencyMs,
  };
}
