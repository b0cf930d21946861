import type { IncomingHttpHeaders } from "node:http";

import type { Occasion } from "./catalogue.ts";
import type { Profile } from "./profile.ts";

/** The account a request is for, or the answer to a missing or wrong key. */
export type Authentication =
  | { readonly kind: "accepted"; readonly account: string }
  | { readonly kind: "refused"; readonly occasion: Occasion };

/** Checks the key as the provider does: bearer tokens, and Anthropic's own headers for its listing. */
export function authenticate(
  profile: Profile,
  route: "chat" | "models",
  headers: IncomingHttpHeaders,
  apiKeys: ReadonlySet<string> | null,
): Authentication {
  const token = tokenOf(headers, profile.name, route);
  const accepted: Authentication = { kind: "accepted", account: `${profile.name} ${token}` };
  if (profile.authentication === "none") return accepted;
  // Spark has no listing to protect, and says so whatever the key.
  if (profile.name === "spark" && route === "models") return accepted;
  if (token === "") return { kind: "refused", occasion: route === "models" ? "unauthorizedModels" : "noCredentials" };
  if (apiKeys === null || apiKeys.has(token)) return accepted;
  return { kind: "refused", occasion: route === "models" ? "unauthorizedModels" : "unauthorized" };
}

function tokenOf(headers: IncomingHttpHeaders, provider: string, route: "chat" | "models"): string {
  const ownKey = headers["x-api-key"];
  if (provider === "anthropic" && route === "models") {
    return typeof ownKey === "string" && headers["anthropic-version"] !== undefined ? ownKey : "";
  }
  const { authorization = "" } = headers;
  if (/^bearer /i.test(authorization)) return authorization.slice(7).trim();
  return provider === "anthropic" && typeof ownKey === "string" ? ownKey : "";
}
