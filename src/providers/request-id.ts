import { isJsonObject, stringMember } from "./json.ts";
import type { Reply } from "./reply.ts";

const HEADERS = ["x-request-id", "request-id", "x-siliconcloud-trace-id"] as const;

/** The provider's own name for the request, to quote in a support ticket; null when it gave none. */
export function readRequestId(reply: Reply): string | null {
  for (const name of HEADERS) {
    const value = reply.header(name);
    if (value) return value;
  }
  const value = reply.body.kind === "json" ? reply.body.value : null;
  return (
    stringMember(value, "request_id") ??
    stringMember(value, "sid") ??
    sparkSessionId(value) ??
    reply.header("x-generation-id")
  );
}

/** Spark's errors carry it only in the message: `AppIdNoAuthError (sid: cha000ae93b@dx…)`, `… failed with Sid: x@dx code: …`. */
function sparkSessionId(value: unknown): string | null {
  const message = stringMember(isJsonObject(value) ? value["error"] : null, "message") ?? "";
  return /\bsid: ([\w@.-]+)/i.exec(message)?.[1] ?? null;
}
