import type { ControllerDecision, Pacing } from "../core/controller-decision.ts";
import type { LimitHistory } from "../core/limit-history.ts";
import { formatCount, formatLatency, formatQuantity } from "./format/number.ts";
import { printable } from "./format/text.ts";

/** How many decisions a history keeps before it leaves some out. */
const FIRST_KEPT = 100;

const REASONS: Readonly<Record<ControllerDecision["because"], string>> = {
  "rejected-at-limit": "rejected at the limit",
  "rejected-in-a-row": "rejected again, with nothing admitted in between",
  probe: "trying more",
  "probe-admitted": "that was admitted, trying more",
  "probe-rejected": "that was rejected",
  "rejected-at-pace": "rejected at this pace",
  "looks-like-rate-limit": "the rejections look like a limit per second",
  "far-above-concurrency": "what fits at once is slower by far",
  "large-requests-rejected": "large requests are rejected more often",
  "size-does-not-matter": "large requests are not rejected more often",
  "retry-after": "the endpoint asks to wait",
  "announced-limit-used-up": "what it announced is used up",
};

/** What a run learnt of its accounts' limits, sitting by sitting, in lines; times are UTC. */
export function renderLimits(histories: readonly LimitHistory[]): string {
  if (histories.length === 0) return "No limits were learnt: no sitting of this run has ended yet\n";
  return `${histories.map(renderHistory).join("\n\n")}\n`;
}

function renderHistory({ account, startedAt, endedAt, decisions, omitted, concurrency, pacing }: LimitHistory): string {
  const lines = decisions.map((decision) => `  ${timeOf(decision.at)}  ${describe(decision)}`);
  if (omitted > 0) lines.splice(FIRST_KEPT, 0, `  … ${formatQuantity(omitted, "decision")} left out`);
  const pace = pacing === null ? "no limit per second" : `at most ${paceOf(pacing)}`;
  return [
    printable(account),
    `  ${timeOf(startedAt)} to ${timeOf(endedAt)} UTC, in the end ${formatCount(concurrency)} at once, ${pace}`,
    ...(lines.length === 0 ? ["  nothing was rejected"] : lines),
  ].join("\n");
}

function describe(decision: ControllerDecision): string {
  return `${changeOf(decision)}: ${REASONS[decision.because]}`;
}

function changeOf(decision: ControllerDecision): string {
  switch (decision.kind) {
    case "concurrency-cut":
    case "concurrency-raised":
      return `concurrency ${decision.from} -> ${decision.to}`;
    case "pace-set":
      return `pace ${decision.from === null ? "free" : paceOf(decision.from)} -> ${paceOf(decision.to)}`;
    case "pace-raised":
      return `pace ${paceOf(decision.from)} -> ${paceOf(decision.to)}`;
    case "pace-lifted":
      return `pace ${paceOf(decision.from)} -> free`;
    case "pace-unit-changed":
      return `pace counts ${decision.to} now`;
    case "paused":
      return `paused for ${formatLatency(decision.until - decision.at)}, until ${timeOf(decision.until)}`;
  }
}

/** `29.5 requests/s`; less than one in a second is told by the minute. */
function paceOf({ perSecond, unit }: Pacing): string {
  return perSecond < 1 ? `${rounded(perSecond * 60)} ${unit}/min` : `${rounded(perSecond)} ${unit}/s`;
}

function rounded(amount: number): string {
  return amount < 100 ? String(Math.round(amount * 10) / 10) : formatCount(Math.round(amount));
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}
