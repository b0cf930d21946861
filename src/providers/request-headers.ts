import { userAgent } from "./user-agent.ts";

/** What a request's headers are made of. */
export interface HeaderSource {
  /** Sent as bearer token; null sends no Authorization. */
  readonly apiKey: string | null;
  /** The user's own headers; they win over ours. */
  readonly extra: Readonly<Record<string, string>>;
  readonly hasBody: boolean;
}

/** Every header of a request as name, value, name, value …, in lower case and each name once. */
export function requestHeaders({ apiKey, extra, hasBody }: HeaderSource): string[] {
  const headers = new Map([
    ["accept", "application/json"],
    ["user-agent", userAgent()],
  ]);
  if (hasBody) headers.set("content-type", "application/json");
  if (apiKey !== null) headers.set("authorization", `Bearer ${apiKey}`);
  for (const [name, value] of Object.entries(extra)) headers.set(name.toLowerCase(), value.trim());
  return [...headers].flat();
}
