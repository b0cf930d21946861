import { isJsonObject, type JsonObject, jsonText, stringMember } from "./json.ts";
import { pageSummary } from "./page-summary.ts";
import { oneLine } from "./one-line.ts";
import type { Reply } from "./reply.ts";

/** What an endpoint said was wrong, whatever shape it said it in. */
export interface ErrorReport {
  /** The HTTP status; for an error inside a 200, the status that its code states, if it states one. */
  readonly status: number;
  /** The provider's code, numbers as text; null when it sent none. */
  readonly code: string | null;
  readonly type: string | null;
  /** The provider's message as one line of at most 300 characters, "" when it sent none. */
  readonly message: string;
}

const LONGEST_MESSAGE = 300;
const SUCCESS_CODES: ReadonlySet<unknown> = new Set([undefined, null, 0, "0", 200, "200", "", "Success", "success"]);

/** True when a JSON body is an error although the HTTP status may say 200. */
export function isErrorBody(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  if (value["object"] === "error" || value["type"] === "error") return true;
  const { error, code } = value;
  const answers = Array.isArray(value["choices"]) && value["choices"].length > 0;
  if (isJsonObject(error)) return Object.keys(error).length > 0 || !answers;
  if (typeof error === "string" && error !== "") return true;
  // A code in words beside an answer may be anything; a number other than success is Spark's way of failing.
  return !SUCCESS_CODES.has(code) && (typeof code === "number" || !answers);
}

/** Reads the error out of a response that is none of success, in any of the known shapes. */
export function readErrorReport(reply: Reply): ErrorReport {
  const { body, status } = reply;
  if (body.kind === "json") return readErrorValue(body.value, status);
  const message = body.kind === "text" ? textOf(body.text) : body.reason;
  return { status, code: null, type: null, message };
}

/** Reads an error value that stands in a body (or inside a choice) under this HTTP status. */
export function readErrorValue(value: unknown, httpStatus: number): ErrorReport {
  const outer = Array.isArray(value) ? value[0] : value;
  if (!isJsonObject(outer)) return { status: httpStatus, code: null, type: null, message: textOf(outer) };
  const inner = isJsonObject(outer["error"]) ? outer["error"] : isJsonObject(outer["errors"]) ? outer["errors"] : outer;
  const code = codeOf(inner) ?? codeOf(outer);
  return {
    status: httpStatus === 200 ? (statusOf(code) ?? statusOf(inner["http_status_code"]) ?? 200) : httpStatus,
    code,
    type: stringMember(inner, "type") ?? stringMember(outer, "error_type"),
    message: messageOf(inner, outer),
  };
}

/** `details.error_code` is Anthropic's, and more precise than the type beside it. */
function codeOf(error: JsonObject): string | null {
  const code = stringMember(error["details"], "error_code") ?? error["code"];
  return typeof code === "string" && code !== "" ? code : typeof code === "number" ? String(code) : null;
}

/** A code that is an HTTP status; TGI states it beside the code. */
function statusOf(code: unknown): number | null {
  return /^[45]\d\d$/.test(String(code)) ? Number(code) : null;
}

function messageOf(inner: JsonObject, outer: JsonObject): string {
  const candidates = [inner["message"], outer["error"], outer["message"], outer["detail"], inner["msg"]];
  const message = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
  const upstream = stringMember(inner["metadata"], "raw");
  const text = textOf(message ?? outer);
  return upstream === null ? text : textOf(`${text}: ${upstream}`);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? (pageSummary(value) ?? value) : jsonText(value);
  return oneLine(text ?? "a JSON value that is nested too deeply", LONGEST_MESSAGE);
}
