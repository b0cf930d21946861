import type { Answer, Usage } from "../../../src/core/record.ts";
import type { Fault } from "../../../src/simulator/catalogue.ts";
import { readFixture } from "../../../src/simulator/fixture.ts";

/** What an answer must be recorded as; read without any code of the client. */
export interface SentAnswer {
  readonly answer: Answer;
  readonly usage: Usage;
  readonly returnedModel: string | null;
}

interface Completion {
  readonly model?: string;
  readonly choices: readonly [{ readonly message: Message; readonly finish_reason?: string | null }];
  readonly usage?: CompletionUsage | null;
}

interface Message {
  readonly content: string | null;
  readonly reasoning_content?: string;
  readonly reasoning?: string;
}

interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number } | null;
  /** SGLang's place for it. */
  readonly reasoning_tokens?: number;
}

/** Asks for the ordinary answer of the simulator to a request, past the client. */
export async function ordinaryAnswer(url: string, request: object): Promise<SentAnswer> {
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer sk-of-the-fault-test", "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  if (response.status !== 200) throw new Error(`HTTP ${response.status} where the ordinary answer was to come`);
  return readCompletion(await response.text());
}

/** What a fault that still answers sends: the ordinary answer, and its own words where it has such. */
export function faultyAnswer(fault: Fault, ordinary: SentAnswer): SentAnswer {
  if (fault.route !== undefined || fault.behaviour !== "complete" || fault.file === undefined) return ordinary;
  const filled = new Set(fault.fill);
  const literal = readCompletion(readFixture(fault.file).body.toString());
  return {
    answer: {
      ...literal.answer,
      ...(filled.has("content") && { text: ordinary.answer.text }),
      ...(filled.has("finish_reason") &&
        literal.answer.finishReason !== null && { finishReason: ordinary.answer.finishReason }),
    },
    usage: filled.has("usage") ? filledUsage(literal.usage, ordinary.usage) : literal.usage,
    returnedModel:
      literal.returnedModel !== null && filled.has("model") ? ordinary.returnedModel : literal.returnedModel,
  };
}

/** Filled in are the three sums; a surplus in the literal total stays, and so does what it lacks. */
function filledUsage(literal: Usage, ordinary: Usage): Usage {
  if (literal.kind === "absent" || ordinary.kind === "absent") return literal;
  const promptTokens = ordinary.promptTokens ?? NaN;
  const completionTokens = literal.completionTokens === 0 ? 0 : (ordinary.completionTokens ?? NaN);
  const surplus = (literal.totalTokens ?? 0) - (literal.promptTokens ?? 0) - (literal.completionTokens ?? 0);
  const kind = surplus === 0 ? "reported" : "inconsistent";
  return { ...literal, kind, promptTokens, completionTokens, totalTokens: promptTokens + completionTokens + surplus };
}

function readCompletion(text: string): SentAnswer {
  const completion: Completion = JSON.parse(text);
  const { message, finish_reason: finishReason } = completion.choices[0];
  const { usage } = completion;
  return {
    answer: {
      text: message.content,
      reasoning: message.reasoning_content ?? message.reasoning ?? null,
      toolCalls: null,
      finishReason: finishReason ?? null,
    },
    usage:
      usage === undefined || usage === null
        ? { kind: "absent" }
        : {
            kind: "reported",
            promptTokens: usage.prompt_tokens,
            completionTokens: usage.completion_tokens,
            totalTokens: usage.total_tokens,
            cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? null,
            reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? usage.reasoning_tokens ?? null,
          },
    returnedModel: completion.model ?? null,
  };
}
