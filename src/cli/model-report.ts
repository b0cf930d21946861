import type { Model } from "../core/config.ts";
import type { Usage } from "../core/record.ts";
import type { Attempt, ModelListing } from "../providers/provider.ts";
import { formatCount, formatLatency } from "./format/number.ts";
import { printable, truncate } from "./format/text.ts";
import { suggest } from "./suggest.ts";

/** What an endpoint said about one configured model. */
export interface ModelReport {
  readonly model: Model;
  /** The proxy that was used, without its credential; null when the endpoint was asked directly. */
  readonly proxy: string | null;
  readonly listing: ModelListing;
  /** The answer to one short request; null when none was sent. */
  readonly check: Attempt | null;
}

const LONGEST_ANSWER = 60;
const LISTED_MODELS = 10;

/** A report as a few lines of text. */
export function renderModelReport({ model, proxy, listing, check }: ModelReport): string {
  const key = model.apiKeyEnv === null ? "no key" : `key from ${model.apiKeyEnv}`;
  const way = proxy === null ? "" : `, through ${printable(proxy)}`;
  const lines = [
    `${printable(model.name)}: ${printable(model.model)} at ${printable(model.baseUrl)} (${model.provider}, ${key}${way})`,
    `  listing  ${describeListing(model, listing)}`,
    ...(check === null ? [] : [`  check    ${describeCheck(check)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function describeListing(model: Model, listing: ModelListing): string {
  if (listing.kind === "unavailable") {
    const status = listing.httpStatus === null ? "" : ` (HTTP ${listing.httpStatus})`;
    return `warning: none${status}: ${printable(listing.message)}`;
  }
  const { models } = listing;
  if (models.includes(model.model)) return `the id is among the ${formatCount(models.length)} offered`;
  // Providers list dated ids, and people write the name without the date.
  const closest = models.find((id) => id.startsWith(model.model)) ?? suggest(model.model, models);
  const advice = closest === null ? "" : ` Did you mean ${printable(closest)}?`;
  const shown = models.slice(0, LISTED_MODELS).map(printable).join(", ");
  const rest = models.length > LISTED_MODELS ? `, … (${formatCount(models.length)} in all)` : "";
  return `NOT LISTED: the endpoint offers ${shown === "" ? "nothing" : shown}${rest}.${advice}`;
}

function describeCheck({ verdict, latencyMs, returnedModel }: Attempt): string {
  if (verdict.kind === "aborted") return "FAILED: no answer in time";
  if (verdict.kind !== "settled") return `FAILED (${verdict.code}): ${printable(verdict.message)}`;
  const { outcome, usage } = verdict;
  if (outcome.kind === "failed") return `FAILED (${outcome.code}): ${printable(outcome.message)}`;
  const text = outcome.text === null ? "no text" : JSON.stringify(truncate(printable(outcome.text), LONGEST_ANSWER));
  const answer = outcome.kind === "refused" ? `refused (${outcome.code}), but it answers` : `answered ${text}`;
  const model = returnedModel === null ? "" : ` as ${printable(returnedModel)}`;
  return `${answer}${model} in ${formatLatency(latencyMs)}, usage ${describeUsage(usage)}`;
}

function describeUsage(usage: Usage): string {
  if (usage.kind === "absent") return "not reported";
  return `${formatCount(usage.promptTokens)} prompt + ${formatCount(usage.completionTokens)} completion tokens`;
}
