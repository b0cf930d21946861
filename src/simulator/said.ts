import type { Reply } from "./completion.ts";

/** What a completion says, whoever sends it. */
export interface Said {
  readonly id: string;
  /** Null where completions do not name their model. */
  readonly model: string | null;
  /** Empty for a refusal. */
  readonly content: string;
  readonly reasoning: { readonly field: "reasoning_content" | "reasoning"; readonly text: string } | null;
  readonly finishReason: string | null;
  readonly usage: Usage | null;
}

/** Usage as it is reported, details and all. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

interface Completion {
  readonly id?: string;
  readonly sid?: string;
  readonly model?: string;
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null;
      readonly reasoning_content?: string | null;
      readonly reasoning?: string | null;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
}

/** Reads a completion that this simulator has made. */
export function saidIn(completion: Reply): Said {
  const body: Completion = JSON.parse(completion.body.toString("utf8"));
  const [choice] = body.choices;
  const { content, reasoning_content: reasoningContent, reasoning } = choice?.message ?? { content: null };
  return {
    id: body.id ?? body.sid ?? "",
    model: body.model ?? null,
    content: content ?? "",
    reasoning: reasoningOf(reasoningContent, reasoning),
    finishReason: choice?.finish_reason ?? null,
    usage: body.usage ?? null,
  };
}

/** The usage after a share of the answer, as servers report it that do so in each event. */
export function usageAt(usage: Usage | null, share: number): Usage | null {
  if (usage === null) return null;
  const completionTokens = Math.ceil(usage.completion_tokens * share);
  const left = usage.completion_tokens - completionTokens;
  return { ...usage, completion_tokens: completionTokens, total_tokens: usage.total_tokens - left };
}

function reasoningOf(reasoningContent: string | null | undefined, reasoning: string | null | undefined) {
  if (typeof reasoningContent === "string") return { field: "reasoning_content", text: reasoningContent } as const;
  if (typeof reasoning === "string") return { field: "reasoning", text: reasoning } as const;
  return null;
}
