import { readFileSync } from "node:fs";
import { parseProxy } from "../../src/core/proxy-server.ts";
import type { Route } from "../../src/providers/route.ts";
import { readCertificates, trustAuthorities } from "../../src/providers/trust-authorities.ts";
import { AUTHORITY_FILE } from "./tls-fixtures.ts";

/** A way that trusts the authority of the test certificates, through `proxyUrl` where there is one. */
export function trustedRoute(proxyUrl?: string): Route {
  return {
    ...plainRoute(proxyUrl),
    secureContext: trustAuthorities(readCertificates(readFileSync(AUTHORITY_FILE, "latin1"))),
  };
}

/** A way that trusts nobody but those whom Node trusts. */
export function plainRoute(proxyUrl?: string): Route {
  if (proxyUrl === undefined) return { proxy: null, secureContext: null };
  const parsed = parseProxy(proxyUrl);
  if (parsed.kind === "fault") throw new Error(parsed.fault.what);
  return { proxy: parsed.proxy, secureContext: null };
}
