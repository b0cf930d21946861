import type { Model } from "../core/config.ts";
import { endpointsOf } from "../core/endpoints.ts";
import type { PlannedModel } from "../core/run.ts";

/** Keys and limits are no part of what is asked, so that a run may go on with another key. */
export function plannedModel(configured: Model): PlannedModel {
  const { name, model, baseUrl, provider, params, stream } = configured;
  const others = new Set(endpointsOf(configured).map((endpoint) => endpoint.baseUrl));
  others.delete(baseUrl);
  const otherBaseUrls = others.size === 0 ? {} : { otherBaseUrls: [...others] };
  return { name, model, baseUrl, ...otherBaseUrls, provider, params, stream };
}
