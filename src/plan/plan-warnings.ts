import type { Config, Model, ProviderName } from "../core/config.ts";
import { endpointsOf } from "../core/endpoints.ts";
import type { Problem } from "../core/errors.ts";
import { anthropicWarnings } from "./anthropic-warnings.ts";
import { completionLimit } from "./plan-lane.ts";
import { sparkWarnings } from "./spark-warnings.ts";

/** Hosted endpoints that refuse every request without a key. */
const KEYED_PROVIDERS: ReadonlySet<ProviderName> = new Set([
  "openai",
  "dashscope",
  "siliconflow",
  "openrouter",
  "spark",
  "anthropic",
]);

/** What is legal in the config and yet likely to spoil answers, money or secrets. None of it stops a run. */
export function planWarnings(config: Config): Problem[] {
  return config.models.flatMap((model, index) => {
    const warnings = [
      ...endpointWarnings(model),
      ...sparkWarnings(model, config.templates),
      ...anthropicWarnings(model),
      ...lengthWarnings(model),
      ...priceWarnings(model),
    ];
    return warnings.map((warning) => ({
      ...warning,
      where: `${config.file ?? "config"}: models[${index}].${warning.where}`,
    }));
  });
}

function endpointWarnings(model: Model): Problem[] {
  if (model.otherEndpoints.length === 0) return keyWarnings(model);
  return endpointsOf(model).flatMap((endpoint, index) =>
    keyWarnings(endpoint).map((warning) => ({ ...warning, where: `endpoints[${index}].${warning.where}` })),
  );
}

function keyWarnings(model: Model): Problem[] {
  const sendsSecret = model.apiKeyEnv !== null || Object.values(model.headers).some((value) => value.includes("${"));
  const url = URL.parse(model.baseUrl);
  if (sendsSecret && url?.protocol === "http:" && !isLoopback(url.hostname)) {
    const what = "the key goes over the network unencrypted";
    return [{ where: "baseUrl", what, found: "http://", expected: "https://" }];
  }
  if (sendsSecret || !KEYED_PROVIDERS.has(model.provider)) return [];
  const fix = "Name the environment variable that holds the key";
  return [{ where: "apiKeyEnv", what: `is missing, and ${model.provider} answers nobody without a key`, fix }];
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d+){3}$/.test(hostname)
  );
}

function lengthWarnings(model: Model): Problem[] {
  if (completionLimit(model) !== null) return [];
  const fix = "Set max_tokens, and the plan knows the most that a run can cost";
  return [{ where: "params.max_tokens", what: "is missing: nothing limits the length of answers", fix }];
}

function priceWarnings(model: Model): Problem[] {
  if (model.price !== null) return [];
  const fix = "Write the price per million tokens, 0 for a server of your own";
  return [{ where: "price", what: "is missing: the cost stays unknown", fix }];
}
