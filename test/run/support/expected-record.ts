import type { Answer, TaskRecord } from "../../../src/core/record.ts";
import { readFixture } from "../../../src/simulator/fixture.ts";
import type { FaultMeaning } from "../../support/fault-meanings.ts";
import { faultyAnswer, type SentAnswer } from "./literal-answer.ts";

const EMOJI = "\u{1F600}";
const NOTHING: Answer = { text: null, reasoning: null, toolCalls: null, finishReason: null };

/** The error code that a meaning names; null for an answer. */
export function codeOf({ meaning }: FaultMeaning): string | null {
  return meaning.split(" ")[1] ?? null;
}

/** What was answered, according to the record; null when it failed. */
export function answered({ outcome, usage, returnedModel }: TaskRecord): SentAnswer | null {
  if (outcome.kind === "failed") return null;
  const { text, reasoning, toolCalls, finishReason } = outcome;
  return { answer: { text, reasoning, toolCalls, finishReason }, usage, returnedModel };
}

/** What the record of a task that a fault befell must say was answered, when it is asked for the `ordinary` answer. */
export function expectedAnswer({ fault, reaction, remark }: FaultMeaning, ordinary: SentAnswer): SentAnswer | null {
  if (reaction === "failed") return null;
  const refusedAtOnce = reaction === "refused" && fault.answers !== true;
  if (refusedAtOnce) return { answer: NOTHING, usage: { kind: "absent" }, returnedModel: null };
  const sent = faultyAnswer(fault, ordinary);
  // The part that came before the stream was withheld is no answer.
  if (reaction === "refused" && fault.route === "stream") {
    return { ...sent, answer: { ...NOTHING, finishReason: "content_filter" } };
  }
  return remark === "with an emoji"
    ? { ...sent, answer: { ...sent.answer, text: `${sent.answer.text}${EMOJI}` } }
    : sent;
}

/** The bytes that a fault sends (as Latin-1), when they are the same for every request and not none; null otherwise. */
export function literalBody({ fault }: FaultMeaning): string | null {
  const file = fault.route === "stream" ? (fault.behaviour === "events" ? fault.events : undefined) : fault.file;
  const isLiteral = ["send", "chunked", "cut", "events"].includes(fault.behaviour);
  const body = file !== undefined && isLiteral ? readFixture(file).body.toString("latin1") : "";
  return body === "" ? null : body;
}
