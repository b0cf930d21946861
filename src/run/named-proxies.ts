import type { Config } from "../core/config.ts";
import { endpointsOf } from "../core/endpoints.ts";
import { resolveProxy } from "../core/resolve-proxy.ts";

/** A proxy that a model's requests go through. */
export interface NamedProxy {
  /** The model's name. */
  readonly model: string;
  /** Its URL without a credential. */
  readonly proxy: string;
  /** Who named it: `proxy` of the config, or a variable of the environment. */
  readonly from: string;
}

/** Which models go through which proxy, in the config's order; models that go straight are left out. */
export function namedProxies(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
): readonly NamedProxy[] {
  const all = config.models.flatMap(endpointsOf).flatMap(({ name, proxy, baseUrl }) => {
    const route = resolveProxy(proxy, baseUrl, environment);
    return route.kind === "proxy" ? [{ model: name, proxy: route.proxy.shown, from: route.from }] : [];
  });
  return [...new Map(all.map((named) => [JSON.stringify(named), named])).values()];
}
