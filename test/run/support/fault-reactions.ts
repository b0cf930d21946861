import type { FaultMeaning } from "../../support/fault-meanings.ts";

/**
 * What a run does when a fault befalls a task's first attempts and then passes, and when it lasts. `random` is 0.5, so an own
 * wait is half of its ceiling (0.5 s, doubling to 30 s) and a wait that the endpoint asks for gets 2.5 % more.
 */
export interface FaultReaction {
  /** For the names of tests. */
  readonly words: string;
  /** Attempts that are struck before it passes. */
  readonly strikes: number;
  /** Between the attempts when it passes, milliseconds. */
  readonly waits: readonly number[];
  /** For how long the whole account sends nothing after the first strike, milliseconds. */
  readonly pauseMs: number;
  /** How the struck task ends when the fault passes. `resumed`: by a second sitting, for the lane was stopped. */
  readonly passing: "completed" | "refused" | "failed" | "resumed";
  readonly lasting:
    | { readonly kind: "settled"; readonly as: "completed" | "refused" | "failed"; readonly waits: readonly number[] }
    /** The code of the stop; null: the fault's own. `leastWaitedMs` was waited before, in all. */
    | { readonly kind: "stopped"; readonly code: string | null; readonly leastWaitedMs: number };
}

/** A fault that lasts is waited for so long; longer than any Retry-After of the catalogue. */
export const LASTING_MAXIMUM_WAIT_MS = 130_000;

const OWN_WAITS = [250, 500, 1000, 2000] as const;

const settledAtOnce = (as: "completed" | "refused" | "failed", words: string): FaultReaction => ({
  words,
  strikes: 1,
  waits: [],
  pauseMs: 0,
  passing: as,
  lasting: { kind: "settled", as, waits: [] },
});

const limited: FaultReaction = {
  words: "pauses the account, uses up no attempt; when it lasts, the lane stops",
  // More than the five attempts that a task has.
  strikes: 6,
  // What the rate controller makes of one request in flight that is rejected again and again.
  waits: [536, 354, 539, 821, 911, 911],
  pauseMs: 254,
  passing: "completed",
  lasting: { kind: "stopped", code: "rate_limited_too_long", leastWaitedMs: LASTING_MAXIMUM_WAIT_MS },
};

const REACTIONS: Readonly<Record<string, FaultReaction>> = {
  completed: settledAtOnce("completed", "is an answer"),
  refused: settledAtOnce("refused", "settles the task as refused"),
  failed: settledAtOnce("failed", "fails the task"),
  retry: {
    words: "is tried again, five times in all",
    strikes: 2,
    waits: OWN_WAITS.slice(0, 2),
    pauseMs: 0,
    passing: "completed",
    lasting: { kind: "settled", as: "failed", waits: OWN_WAITS },
  },
  "retry-few": {
    words: "is tried again, three times in all",
    strikes: 2,
    waits: OWN_WAITS.slice(0, 2),
    pauseMs: 0,
    passing: "completed",
    lasting: { kind: "settled", as: "failed", waits: OWN_WAITS.slice(0, 2) },
  },
  loading: {
    words: "is waited for, uses up no attempt; when it lasts, the lane stops",
    strikes: 7,
    waits: [...OWN_WAITS, 4000, 8000, 15_000],
    pauseMs: 0,
    passing: "completed",
    lasting: { kind: "stopped", code: "loading_too_long", leastWaitedMs: LASTING_MAXIMUM_WAIT_MS },
  },
  "rate-limit": limited,
  "rate-limit-few": limited,
  "concurrency-limit": limited,
  stop: {
    words: "stops the lane and settles nothing",
    strikes: 1,
    waits: [],
    pauseMs: 0,
    passing: "resumed",
    lasting: { kind: "stopped", code: null, leastWaitedMs: 0 },
  },
};

/** The reaction that a meaning asks for; throws where none is known. */
export function reactionTo({ name, meaning, reaction }: FaultMeaning): FaultReaction {
  const found = REACTIONS[reaction];
  if (found === undefined) throw new Error(`${name}: no reaction is known to ${JSON.stringify(meaning)}`);
  const asked = / after (\d+)$/.exec(meaning)?.[1];
  if (asked === undefined) return found;
  // The controller's own pace may be slower than a wait of next to nothing.
  const waitMs = Number(asked) * 1.025;
  return {
    ...found,
    strikes: 1,
    waits: [Math.max(waitMs, found.waits[0] ?? 0)],
    pauseMs: Math.max(waitMs, found.pauseMs),
  };
}

/** `Right reaction` of the fault catalogue, row by row: what its faults may do, in the words above. */
export const RIGHT_REACTIONS: ReadonlyMap<number, string> = new Map([
  [1, "retry retry-few rate-limit"],
  [2, "rate-limit"],
  [3, "stop"],
  [4, "rate-limit"],
  [5, "retry-few"],
  [6, "refused"],
  [7, "completed"],
  [8, "completed"],
  [9, "completed"],
  [10, "completed"],
  [11, "retry"],
  [12, "retry"],
  [13, "retry"],
  [14, "failed"],
  [15, "retry-few"],
  [16, "rate-limit"],
  // A day's quota is no wait that anybody would sit out.
  [17, "rate-limit stop"],
  [18, "rate-limit stop"],
  [19, "stop"],
  [20, "rate-limit"],
  [21, "rate-limit-few"],
  [22, "retry rate-limit"],
  [23, "loading"],
  [24, "retry"],
  [25, "rate-limit"],
  [26, "stop"],
  [27, "failed stop"],
  [28, "failed retry"],
  [29, "unlisted listed"],
  [30, "retry"],
  [31, "retry completed"],
  [32, "completed retry-few"],
  [33, "retry retry-few rate-limit stop refused failed"],
  [34, "refused retry retry-few rate-limit"],
  [35, "completed retry-few"],
  [36, "completed failed retry-few"],
  [37, "stop completed"],
]);
