import type { Endpoint, Limits, Model } from "./config.ts";

/** The model as each of its endpoints serves it, the first one first. */
export function endpointsOf(model: Model): readonly Model[] {
  return [model, ...model.otherEndpoints.map((endpoint) => ({ ...model, ...endpoint }))];
}

/** The model with `limits` in place of some of those of each of its endpoints. */
export function withLimits(model: Model, limits: Partial<Limits>): Model {
  return {
    ...model,
    limits: { ...model.limits, ...limits },
    otherEndpoints: model.otherEndpoints.map((endpoint) => ({
      ...endpoint,
      limits: { ...endpoint.limits, ...limits },
    })),
  };
}

/** An endpoint for messages: its base URL, and what else tells it from others of its model. */
export function endpointName({
  baseUrl,
  apiKeyEnv,
  limits,
}: Pick<Endpoint, "baseUrl" | "apiKeyEnv" | "limits">): string {
  const key = apiKeyEnv === null ? "" : ` with ${apiKeyEnv}`;
  return `${baseUrl}${key}${limits.group === null ? "" : `, group ${limits.group}`}`;
}

/** What tells accounts apart in a config. */
export interface AccountParts {
  readonly baseUrl: string;
  readonly apiKeyEnv: string | null;
  readonly group: string | null;
}

/** An account's parts as one text, equal for equal accounts. Holds no secret. */
export function accountName({ baseUrl, apiKeyEnv, group }: AccountParts): string {
  return JSON.stringify([baseUrl, apiKeyEnv, group]);
}
