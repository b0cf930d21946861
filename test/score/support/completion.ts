import { randomUUID } from "node:crypto";
import { isJudging, type ScorerConfig } from "../../../src/core/scorer-config.ts";
import { createScorers } from "../../../src/score/create-scorers.ts";
import type { Judgement, ScoredCompletion, Scorer } from "../../../src/score/scorer.ts";
import { configSchema } from "../../../src/config/schema.ts";

/** A completion of a prompt with these columns. */
export function completion(text: string, columns: Record<string, string> = {}): ScoredCompletion {
  return {
    prompt: { id: "p1", columns },
    record: {
      cell: 0,
      outcome: { kind: "completed", text, reasoning: null, toolCalls: null, finishReason: "stop" },
      usage: {
        kind: "reported",
        promptTokens: 9,
        completionTokens: 7,
        totalTokens: 16,
        cachedTokens: null,
        reasoningTokens: null,
      },
      cost: 0.0025,
      attempts: 1,
      rateLimited: 0,
      queueMs: 1,
      retryMs: 0,
      latencyMs: 812.5,
      ttftMs: null,
      startedAt: 0,
      requestId: null,
      returnedModel: null,
      httpStatus: 200,
    },
    text,
    model: "Qwen",
    template: "default",
    repeat: 1,
  };
}

/** The scorer as a config would have it; `written` goes through the config's schema. */
export async function scorerOf(written: Record<string, unknown>, directory = "/"): Promise<Scorer> {
  const [scorer] = await createScorers([scorerConfig(written)], { directory, file: null });
  if (scorer === undefined) throw new Error("no scorer was made");
  return scorer;
}

/** The written scorer with its defaults. */
export function scorerConfig(written: Record<string, unknown>): ScorerConfig {
  const config = configSchema.parse({
    models: [{ name: "m", model: "m", baseUrl: "http://localhost" }],
    scorers: [{ name: `s-${randomUUID().slice(0, 4)}`, ...written }],
  });
  const [scorer] = config.scorers;
  if (scorer === undefined || isJudging(scorer)) throw new Error("no scorer was written");
  return scorer;
}

/** What a scorer says of one text. */
export async function judge(
  written: Record<string, unknown>,
  text: string,
  columns: Record<string, string> = {},
): Promise<Judgement> {
  return (await scorerOf(written)).score(completion(text, columns));
}

/** The value that a scorer gives one text. */
export async function valueOf(
  written: Record<string, unknown>,
  text: string,
  columns: Record<string, string> = {},
): Promise<number | null> {
  const judgement = await judge(written, text, columns);
  return "value" in judgement ? judgement.value : null;
}
