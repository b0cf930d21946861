import type { ProxyChoice } from "./config.ts";
import { environmentProxy } from "./environment-proxy.ts";
import { expandEnvironment } from "./environment-reference.ts";
import { parseProxy, type ProxyFault, type ProxyServer } from "./proxy-server.ts";

/** Which way requests to an endpoint go. */
export type ProxyRoute =
  | { readonly kind: "direct" }
  /** `from` says who named the proxy: `proxy` of the config, or a variable of the environment. */
  | { readonly kind: "proxy"; readonly from: string; readonly proxy: ProxyServer }
  | { readonly kind: "fault"; readonly from: string; readonly fault: ProxyFault };

/** The way to `baseUrl`: the proxy that the config names, else the environment's, else none. */
export function resolveProxy(
  choice: ProxyChoice,
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): ProxyRoute {
  if (choice.kind === "none") return { kind: "direct" };
  if (choice.kind === "written") return routeOf("proxy", expandEnvironment(choice.url, environment));
  const url = URL.parse(baseUrl);
  const named = url === null ? null : environmentProxy(url, environment);
  return named === null ? { kind: "direct" } : routeOf(named.variable, named.url);
}

function routeOf(from: string, text: string): ProxyRoute {
  return { ...parseProxy(text), from };
}
