import type { Price } from "../core/config.ts";
import type { Usage } from "../core/record.ts";

/**
 * What the usage costs, in the price's currency; null when the price or the prompt or completion tokens are unknown.
 * Cached tokens that the provider does not mention are priced as ordinary ones.
 */
export function costOf(usage: Usage, price: Price | null): number | null {
  if (price === null || usage.kind === "absent") return null;
  const { promptTokens, completionTokens } = usage;
  if (promptTokens === null || completionTokens === null) return null;
  const cachedTokens = usage.cachedTokens ?? 0;
  // Then the numbers contradict each other, and which of them is billed is unknown.
  if (cachedTokens > promptTokens) return null;
  const promptCost = (promptTokens - cachedTokens) * price.input + cachedTokens * (price.cachedInput ?? price.input);
  return (promptCost + completionTokens * price.output) / 1e6;
}
