import type { Answer } from "./answer.ts";
import type { Fill } from "./catalogue.ts";
import { type Fixture, replaceHeader } from "./fixture.ts";
import { type Fingerprint, hexOf } from "./random.ts";

/** An HTTP response that is ready to be sent. */
export interface Reply {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The usage that the body reports. */
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A literal completion whose content, usage, model and ids are filled in for each request. */
export type CompletionTemplate = (answer: Answer, model: string, request: Fingerprint) => Reply;

type Slot = "content" | "model" | "id" | "finish_reason" | "prompt_tokens" | "completion_tokens" | "total_tokens";

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

const idHeaders = ["x-request-id", "request-id", "x-generation-id"];

/** Compiles a literal completion once, so that a request only joins strings. */
export function compileCompletion(fixture: Fixture, fill: readonly Fill[]): CompletionTemplate {
  const literals = new Map<Slot, string>();
  const marked = JSON.stringify(JSON.parse(fixture.body.toString("utf8")), (key, value: unknown) => {
    const slot = slotOf(key, value, fill);
    if (slot === null) return value;
    literals.set(slot, JSON.stringify(value));
    return `\u0001${slot}`;
  });
  const parts = marked.split(/"\\u0001(\w+)"/);
  const literalUsage = usageOf(fixture);
  const surplus = literalUsage.total_tokens - literalUsage.prompt_tokens - literalUsage.completion_tokens;
  const idOf = idPattern(String(JSON.parse(literals.get("id") ?? '""')));
  const headers = withoutLength(fixture.headers);

  return (answer, model, request) => {
    const filled = fill.includes("usage") && literals.has("total_tokens");
    const promptTokens = filled ? answer.promptTokens : literalUsage.prompt_tokens;
    // Without content (a refusal) nothing was generated.
    const completionTokens =
      filled && literalUsage.completion_tokens > 0 ? answer.completionTokens : literalUsage.completion_tokens;
    const values: Readonly<Record<string, string>> = {
      content: JSON.stringify(answer.content),
      model: JSON.stringify(model),
      id: `"${idOf(request)}"`,
      finish_reason: `"${answer.finishReason}"`,
      prompt_tokens: String(promptTokens),
      completion_tokens: String(completionTokens),
      total_tokens: String(promptTokens + completionTokens + surplus),
    } satisfies Record<Slot, string>;
    let text = parts[0] ?? "";
    for (let index = 1; index + 1 < parts.length; index += 2) {
      text += (values[parts[index] ?? ""] ?? "") + (parts[index + 1] ?? "");
    }
    const body = Buffer.from(text);
    const identified = fill.includes("id") ? withRequestId(headers, request) : headers;
    return {
      status: fixture.status,
      reason: fixture.reason,
      headers: [...identified, "Content-Length", String(body.length)],
      body,
      promptTokens,
      completionTokens,
    };
  };
}

function slotOf(key: string, value: unknown, fill: readonly Fill[]): Slot | null {
  switch (key) {
    case "content":
      return typeof value === "string" && fill.includes("content") ? "content" : null;
    case "model":
      return fill.includes("model") ? "model" : null;
    case "id":
    case "sid":
    case "request_id":
      return fill.includes("id") ? "id" : null;
    case "finish_reason":
    case "native_finish_reason":
      return fill.includes("finish_reason") ? "finish_reason" : null;
    case "prompt_tokens":
    case "completion_tokens":
    case "total_tokens":
      return fill.includes("usage") ? key : null;
    default:
      return null;
  }
}

function usageOf(fixture: Fixture): Usage {
  // The fixtures are part of this package; a test holds that usage is whole or absent.
  const { usage }: { usage?: Usage | null } = JSON.parse(fixture.body.toString("utf8"));
  return usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
}

/** Ids keep the letters they begin with, and what follows an `@`, as Spark's do. */
function idPattern(literal: string): (request: Fingerprint) => string {
  const prefix = /^[^0-9@]*/.exec(literal)?.[0] ?? "";
  const suffix = /@.*$/.exec(literal)?.[0] ?? "";
  return (request) => prefix + hexOf(request) + suffix;
}

/** Headers whose request ids are made this request's own. */
export function withRequestId(headers: readonly string[], request: Fingerprint): readonly string[] {
  return headers.map((value, index) =>
    index % 2 === 1 && idHeaders.includes((headers[index - 1] ?? "").toLowerCase()) ? idPattern(value)(request) : value,
  );
}

function withoutLength(headers: readonly string[]): readonly string[] {
  return replaceHeader(headers, "content-length", null);
}
