import { isJsonObject } from "./json.ts";
import { oneLine } from "./one-line.ts";
import type { ModelListing } from "./provider.ts";
import { isErrorBody, readErrorReport } from "./error-report.ts";
import type { Reply } from "./reply.ts";

/** Reads the answer to `GET /models`: `{data: [{id}]}`, `{models: [{name | id}]}`, or a bare array of either or of names. */
export function readModelListing(reply: Reply): ModelListing {
  const value = reply.body.kind === "json" ? reply.body.value : null;
  const entries = isJsonObject(value) ? (value["data"] ?? value["models"]) : value;
  const failed = reply.status !== 200 || isErrorBody(value);
  if (failed || !Array.isArray(entries)) {
    const { message } = readErrorReport(reply);
    const what = failed ? "the listing failed" : "the answer is no listing";
    const detail = message === "" ? "empty body" : oneLine(message, 80);
    return { kind: "unavailable", httpStatus: reply.status, message: `${what} (HTTP ${reply.status}): ${detail}` };
  }
  return { kind: "listed", models: entries.map(nameOf).filter((name) => name !== null) };
}

function nameOf(entry: unknown): string | null {
  if (typeof entry === "string") return entry;
  if (!isJsonObject(entry)) return null;
  const name = entry["id"] ?? entry["name"] ?? entry["model"];
  return typeof name === "string" ? name : null;
}
