import type { Occasion } from "./catalogue.ts";
import type { ChatRequest } from "./request.ts";

const sparkMaximumTokens: Readonly<Record<string, number>> = {
  lite: 4096,
  generalv3: 8192,
  "pro-128k": 4096,
  "generalv3.5": 8192,
  "max-32k": 8192,
};

/** Models that refuse sampling parameters: Opus from 4.7, Sonnet from 5, Haiku from 5.5. */
const withoutSampling = /^claude-(?:opus-(?:4-[7-9]|[5-9])|sonnet-[5-9]|haiku-(?:5-[5-9]|[6-9]))/;

/** Why the provider would refuse a well-formed request; null when it would not. */
export function refusalOf(provider: string, request: ChatRequest): Occasion | null {
  if (request.model.includes("unknown-model")) return "unknownModel";
  const maximum = maximumTokens(provider, request.model);
  if (request.maxTokens !== null && (request.maxTokens < 1 || request.maxTokens > maximum)) return "maxTokens";
  return provider === "anthropic" ? anthropicRefusal(request) : null;
}

function maximumTokens(provider: string, model: string): number {
  switch (provider) {
    case "spark":
      return sparkMaximumTokens[model] ?? 32_768;
    case "dashscope":
      return 8192;
    case "anthropic":
      return 128_000;
    case "vllm":
    case "sglang":
    case "lmdeploy":
    case "tgi":
    case "together":
      return 32_768;
    default:
      return Infinity;
  }
}

function anthropicRefusal({ model, parameters }: ChatRequest): Occasion | null {
  const { temperature, top_p: topP, n, stop } = parameters;
  if (withoutSampling.test(model)) {
    if (typeof temperature === "number" && temperature !== 1) return "temperatureDeprecated";
    if (typeof topP === "number" && topP !== 1) return "topPDeprecated";
  }
  if (typeof n === "number" && n !== 1) return "severalChoices";
  const stops = Array.isArray(stop) ? stop : [stop];
  if (stops.some((text) => typeof text === "string" && text.trim() === "")) return "blankStop";
  return null;
}
