import type { SecureContext } from "node:tls";
import type { ProxyServer } from "../core/proxy-server.ts";

/** The way to an endpoint. */
export interface Route {
  /** Null for a direct connection. */
  readonly proxy: ProxyServer | null;
  /** Whom to trust; null for the authorities that Node knows (NODE_EXTRA_CA_CERTS among them). */
  readonly secureContext: SecureContext | null;
}

/** Straight to the endpoint, trusting whom Node trusts. */
export const DIRECT: Route = { proxy: null, secureContext: null };
