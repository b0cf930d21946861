import { isErrorBody } from "./error-report.ts";
import type { ServerEvent } from "./event-reader.ts";
import { isJsonObject, type JsonObject, stringMember } from "./json.ts";

/** What one event of a streamed completion is. */
export type Chunk =
  /** `choice` is the first one, which usage chunks do not have; `delta` is what it adds, `{}` where it adds nothing. */
  | {
      readonly kind: "chunk";
      readonly body: JsonObject;
      readonly choice: JsonObject | null;
      readonly delta: JsonObject;
    }
  /** `[DONE]`. */
  | { readonly kind: "done" }
  /** An error in any of the shapes that a whole body may have. */
  | { readonly kind: "error"; readonly error: JsonObject }
  | { readonly kind: "invalid"; readonly data: string };

/** Members of a delta in which a model's words come. */
const WORDS = ["content", "reasoning_content", "reasoning", "refusal"] as const;

/** Reads one event. */
export function readChunk({ name, data }: ServerEvent): Chunk {
  if (data.trim() === "[DONE]") return { kind: "done" };
  const body = parse(data);
  if (isErrorBody(body) && isJsonObject(body)) return { kind: "error", error: body };
  if (name.trim() === "error") return { kind: "error", error: { error: body ?? data } };
  if (!isJsonObject(body)) return { kind: "invalid", data };
  if (isComplaint(body)) return { kind: "error", error: { error: body } };
  const choices: unknown[] = Array.isArray(body["choices"]) ? body["choices"] : [];
  const choice = choices.find(isFirstChoice) ?? null;
  if (choice === null) return { kind: "chunk", body, choice, delta: {} };
  if (isJsonObject(choice["error"])) return { kind: "error", error: { ...body, error: choice["error"] } };
  return { kind: "chunk", body, choice, delta: isJsonObject(choice["delta"]) ? choice["delta"] : {} };
}

/** True for a chunk that brings words or a tool call. */
export function bringsTokens(chunk: Chunk): boolean {
  if (chunk.kind !== "chunk") return false;
  const { choice, delta } = chunk;
  const message = choice !== null && isJsonObject(choice["message"]) ? choice["message"] : {};
  return [delta, message].some(
    (part) =>
      WORDS.some((member) => isFilled(part[member])) ||
      isFilled(part["tool_calls"]) ||
      isJsonObject(part["function_call"]),
  );
}

/** `{"message": …}` or `{"detail": …}` and no part of an answer: frameworks that fail after the headers went out. */
function isComplaint(body: JsonObject): boolean {
  const isPart = ["choices", "usage", "code"].some((member) => body[member] !== undefined);
  return !isPart && (stringMember(body, "message") ?? stringMember(body, "detail")) !== null;
}

function isFilled(value: unknown): boolean {
  return (typeof value === "string" || Array.isArray(value)) && value.length > 0;
}

function isFirstChoice(choice: unknown): choice is JsonObject {
  return isJsonObject(choice) && (choice["index"] ?? 0) === 0;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
