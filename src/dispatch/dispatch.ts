import type { Limits } from "../core/config.ts";
import { Account } from "./account.ts";
import type { LaneEnd } from "./lane-end.ts";
import type { LaneSurroundings, LaneWork } from "./lane-options.ts";
import { runLane } from "./lane.ts";

/** A lane and what its provider limits it with. */
export interface DispatchedLane extends LaneWork {
  /** Equal for lanes with the same base URL and key; opaque, never the key itself. */
  readonly accountKey: string;
}

/**
 * Runs all lanes on one event loop, independent of each other, and resolves to how each of them ended.
 * Rejects with a defect of ours in any lane, after cutting all of them.
 */
export async function dispatch(
  lanes: readonly DispatchedLane[],
  surroundings: LaneSurroundings,
): Promise<readonly LaneEnd[]> {
  const defect = new AbortController();
  const cutSignal = AbortSignal.any([surroundings.cutSignal, defect.signal]);
  const accounts = joinAccounts(lanes, surroundings);
  const ends = await Promise.allSettled(
    accounts.map(async ([lane, account]) => {
      try {
        return await runLane({ ...surroundings, ...lane, cutSignal, account });
      } catch (error) {
        defect.abort();
        throw error;
      }
    }),
  );
  return ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}

/**
 * Pairs each lane with its account. The strictest limit that a lane of the account states holds for all of them
 * together; the first lane's retry policy says how long pauses are that no Retry-After sets.
 */
function joinAccounts(
  lanes: readonly DispatchedLane[],
  { clock, random }: LaneSurroundings,
): (readonly [DispatchedLane, Account])[] {
  const accounts = new Map<string, Account>();
  return lanes.map((lane) => {
    const limits = lanes.filter(({ accountKey }) => accountKey === lane.accountKey).map(({ model }) => model.limits);
    const account =
      accounts.get(lane.accountKey) ??
      new Account({
        requestsPerMinute: strictest(limits, "requestsPerMinute"),
        tokensPerMinute: strictest(limits, "tokensPerMinute"),
        retry: lane.model.retry,
        clock,
        random,
      });
    accounts.set(lane.accountKey, account);
    return [lane, account] as const;
  });
}

function strictest(limits: readonly Limits[], limit: "requestsPerMinute" | "tokensPerMinute"): number | null {
  const stated = limits.map((one) => one[limit]).filter((value) => value !== null);
  return stated.length === 0 ? null : Math.min(...stated);
}
