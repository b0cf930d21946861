import type { Usage } from "../core/record.ts";
import { readChoice } from "./answer.ts";
import { classify } from "./classify.ts";
import { type ErrorReport, isErrorBody, readErrorReport, readErrorValue } from "./error-report.ts";
import { isCutOff } from "./is-cut-off.ts";
import { isJsonObject, type JsonObject, stringMember } from "./json.ts";
import { oneLine } from "./one-line.ts";
import { pageSummary } from "./page-summary.ts";
import type { Verdict } from "./provider.ts";
import type { Reply } from "./reply.ts";
import { readRetryAfter } from "./retry-after.ts";
import type { Reaction, Rule } from "./rule.ts";
import { readUsage } from "./usage.ts";

/** Characters of a body that is no completion which a message quotes. */
const QUOTED_CHARACTERS = 80;
/** The provider's own words are at most 300 characters of it, see ErrorReport. */
const LONGEST_MESSAGE = 600;

/** What a complete HTTP response means; `now` is milliseconds since the Unix epoch. */
export function judgeReply(reply: Reply, rules: readonly Rule[], now: number): Verdict {
  const judge = (report: ErrorReport) => judgeError(report, reply, rules, now);
  if (reply.status < 200 || reply.status > 299) {
    const location = reply.status < 400 ? reply.header("location") : null;
    const report = readErrorReport(reply);
    return judge(location === null ? report : { ...report, message: `the endpoint redirects to ${location}` });
  }
  const { body } = reply;
  if (body.kind === "undecodable") {
    return protocolError(body.code === "truncated_json" ? "retry" : "retry-few", body.code, body.reason, reply);
  }
  if (body.kind === "broken-stream") return protocolError("retry-few", body.code, body.reason, reply);
  if (body.kind === "text") return judgeText(body.text, reply, judge);
  if (isErrorBody(body.value)) return judge(readErrorValue(body.value, 200));
  if (isJsonObject(body.value)) return judgeCompletion(body.value, body.text, reply, judge);
  const reason = `the answer is no chat completion: ${quote(body.text)}. Check \`baseUrl\``;
  return protocolError("retry-few", "not_a_completion", reason, reply);
}

function judgeCompletion(
  completion: JsonObject,
  text: string,
  reply: Reply,
  judge: (report: ErrorReport) => Verdict,
): Verdict {
  const choice = readChoice(completion);
  const usage = readUsage(completion["usage"]);
  if (choice.kind === "answer") {
    return { kind: "settled", outcome: { kind: "completed", ...choice.answer }, usage };
  }
  if (choice.kind === "refusal") {
    const { answer, code, message } = choice;
    return { kind: "settled", outcome: { kind: "refused", code, message: oneLine(message, 300), ...answer }, usage };
  }
  if (choice.kind === "error") return judge(readErrorValue({ error: choice.error }, 200));
  return protocolError("retry-few", choice.code, `${choice.reason}: ${quote(text)}`, reply);
}

/** A successful status whose body is no JSON. */
function judgeText(text: string, reply: Reply, judge: (report: ErrorReport) => Verdict): Verdict {
  const start = text.trimStart();
  const contentType = reply.header("content-type") ?? "no content type";
  if (start === "") return protocolError("retry-few", "empty_body", "the answer is empty", reply);
  if (start.startsWith("data:") || start.startsWith("event:")) return judgeEvents(start, reply, judge);
  if (start.startsWith("<")) {
    const what = `a page (${contentType}) came instead of an answer: ${quote(pageSummary(start) ?? start)}`;
    return protocolError(
      "fail",
      "html_instead_of_json",
      `${what}. Check \`baseUrl\`, or a proxy that wants a login`,
      reply,
    );
  }
  if (isCutOff(start)) {
    return protocolError(
      "retry",
      "truncated_json",
      `the answer's JSON is cut off after ${text.length} characters`,
      reply,
    );
  }
  const reason = `the answer (${contentType}) is no JSON: ${quote(start)}. Check \`baseUrl\``;
  return protocolError("retry-few", "not_json", reason, reply);
}

/** Server-sent events that nobody asked for: some gateways wrap an error in them. */
function judgeEvents(text: string, reply: Reply, judge: (report: ErrorReport) => Verdict): Verdict {
  const data = /^data:\s*(.+)$/m.exec(text)?.[1] ?? "";
  try {
    const event: unknown = JSON.parse(data);
    if (isErrorBody(event)) return judge(readErrorValue(event, 200));
  } catch {
    // What is not JSON is no error that could be read; the verdict below says what came.
  }
  const reason = `the answer is a stream: ${quote(text)}. Set \`stream\` of this model if the endpoint does nothing else`;
  return protocolError("retry-few", "unexpected_stream", reason, reply);
}

function judgeError(report: ErrorReport, reply: Reply, rules: readonly Rule[], now: number): Verdict {
  const { reaction, errorCode, advice } = classify(report, rules, reply.header);
  const code = report.code === null || report.code === String(reply.status) ? "" : `, code ${report.code}`;
  const message = `HTTP ${reply.status}${code}: ${report.message || "no reason given"}`;
  const stop = /[.!?。！？…]$/.test(message) ? "" : ".";
  const advised = advice === null ? message : `${message}${stop} ${advice.charAt(0).toUpperCase()}${advice.slice(1)}`;
  return conclude(reaction, errorCode, advised, usageOf(reply), readRetryAfter(reply.header, now));
}

function protocolError(reaction: "retry" | "retry-few" | "fail", code: string, reason: string, reply: Reply): Verdict {
  return conclude(reaction, code, `HTTP ${reply.status}: ${reason}`, usageOf(reply), null);
}

/** The verdict for a reaction; `text` becomes one line. */
export function conclude(
  reaction: Reaction,
  code: string,
  text: string,
  usage: Usage,
  retryAfterMs: number | null,
): Verdict {
  const message = oneLine(text, LONGEST_MESSAGE);
  if (reaction === "stop") return { kind: "stop", code, message };
  if (reaction === "fail") return { kind: "settled", outcome: { kind: "failed", code, message }, usage };
  if (reaction === "refuse") {
    const noAnswer = { text: null, reasoning: null, toolCalls: null, finishReason: null };
    return { kind: "settled", outcome: { kind: "refused", code, message, ...noAnswer }, usage };
  }
  return { kind: "retry", reaction, code, message, retryAfterMs, usage };
}

function usageOf(reply: Reply): Usage {
  const { body } = reply;
  if (body.kind === "broken-stream") return readUsage(body.usage);
  return readUsage(body.kind === "json" && isJsonObject(body.value) ? body.value["usage"] : null);
}

function quote(text: string): string {
  return `"${oneLine(text, QUOTED_CHARACTERS)}"`;
}

/** The model that says it answered, which need not be the one that was asked. */
export function readReturnedModel(reply: Reply): string | null {
  return reply.body.kind === "json" ? stringMember(reply.body.value, "model") : null;
}
