import type { Endpoint, Limits } from "../core/config.ts";
import { parseDayWindow } from "../core/day-window.ts";
import { inferProvider } from "./infer-provider.ts";
import type { CompleteConfig } from "./schema.ts";

type WrittenModel = CompleteConfig["models"][number];
type WrittenLimits = WrittenModel["limits"];

/** The endpoints that a model's fields say, at least one. The rules hold that it has `baseUrl` or `endpoints`. */
export function resolveEndpoints(model: WrittenModel): {
  readonly first: Endpoint;
  readonly otherEndpoints: readonly Endpoint[];
} {
  const { baseUrl = "", apiKeyEnv, endpoints } = model;
  const [first, ...others] = endpoints ?? [];
  const { headers, limits } = model;
  if (first === undefined) {
    return { first: endpointOf(model, { baseUrl, apiKeyEnv, headers, limits }), otherEndpoints: [] };
  }
  return {
    first: endpointOf(model, first),
    otherEndpoints: others.map((endpoint) => endpointOf(model, endpoint)),
  };
}

/** What an endpoint leaves out is the model's. */
function endpointOf(
  { provider, headers, limits }: WrittenModel,
  own: Pick<WrittenModel, "apiKeyEnv" | "headers" | "limits"> & { readonly baseUrl: string },
): Endpoint {
  return {
    baseUrl: own.baseUrl.replace(/\/+$/, ""),
    apiKeyEnv: own.apiKeyEnv ?? null,
    provider: provider ?? inferProvider(own.baseUrl),
    headers: { ...headers, ...own.headers },
    limits: resolveLimits({ ...limits, ...own.limits }),
  };
}

function resolveLimits(limits: WrittenLimits): Limits {
  return {
    concurrency: limits.concurrency ?? null,
    requestsPerMinute: limits.requestsPerMinute ?? null,
    tokensPerMinute: limits.tokensPerMinute ?? null,
    requestsPerDay: limits.requestsPerDay ?? null,
    between: limits.between === undefined ? null : parseDayWindow(limits.between),
    group: limits.group ?? null,
  };
}
