import type { Price } from "../../core/config.ts";
import type { Usage } from "../../core/record.ts";
import { type Attempt, isLimit } from "../../providers/provider.ts";
import { costOf } from "../../providers/cost.ts";
import type { Spend } from "./worst-case.ts";

/** What an attempt has cost. */
export type AttemptBill =
  /** As the endpoint reported. */
  | { readonly kind: "metered"; readonly spend: Spend }
  /** It may have been billed, and nobody said how much: its worst case stands. */
  | { readonly kind: "unmetered" }
  /** It was not sent, was turned away, or was answered with an error status. */
  | { readonly kind: "free" };

/** Judges one attempt; whatever may have been billed counts. */
export function billOf(attempt: Attempt, price: Price | null): AttemptBill {
  const spend = spendOf(usageOf(attempt), price);
  if (spend !== null) return { kind: "metered", spend };
  if (isTurnedAway(attempt)) return { kind: "free" };
  const { httpStatus, wasSent } = attempt;
  const mayBeBilled = httpStatus === null ? wasSent : httpStatus >= 200 && httpStatus <= 299;
  return { kind: mayBeBilled ? "unmetered" : "free" };
}

/** Some endpoints say in an answer with status 200 that they have not even begun. */
function isTurnedAway({ httpStatus, ttftMs, verdict }: Attempt): boolean {
  if (httpStatus === null || ttftMs !== null) return false;
  if (verdict.kind === "stop") return true;
  return verdict.kind === "retry" && (isLimit(verdict.reaction) || verdict.reaction === "loading");
}

function usageOf({ verdict }: Attempt): Usage {
  return verdict.kind === "settled" || verdict.kind === "retry" ? verdict.usage : { kind: "absent" };
}

/** Null when tokens or cost are not told in full. */
function spendOf(usage: Usage, price: Price | null): Spend | null {
  if (usage.kind === "absent" || usage.promptTokens === null || usage.completionTokens === null) return null;
  const cost = price === null ? 0 : costOf(usage, price);
  if (cost === null) return null;
  // Some endpoints leave reasoning out of the completion tokens, but not out of the total.
  const tokens = Math.max(usage.totalTokens ?? 0, usage.promptTokens + usage.completionTokens);
  return { tokens, cost, currency: price?.currency ?? null };
}
