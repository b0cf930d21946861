import type { Limits } from "../core/config.ts";
import type { MinuteCount } from "../core/hold.ts";
import type { LimitHistory } from "../core/limit-history.ts";
import type { Provider } from "../providers/provider.ts";
import { Account } from "./account/account.ts";
import { concurrencyRange } from "./rate-control/concurrency-range.ts";
import { RateController } from "./rate-control/controller.ts";
import { holdOptionsOf, Holds } from "./account/holds.ts";
import type { LaneEnd } from "./lane-end.ts";
import type { LaneSurroundings, LaneWork } from "./lane-options.ts";
import { runLane } from "./lane.ts";
import { limitHistoryOf } from "./rate-control/limit-history.ts";

/** A lane and where it may send its requests. */
export interface DispatchedLane extends LaneWork {
  /** At least one. */
  readonly endpoints: readonly DispatchedEndpoint[];
}

/** One endpoint of a lane, and what its provider limits it with. */
export interface DispatchedEndpoint {
  /** Equal for endpoints with the same base URL, key and group; opaque, never the key itself. */
  readonly accountKey: string;
  /** Where its requests go; with the names of its lanes it names the account. */
  readonly baseUrl: string;
  /** For messages; the base URL, and what tells it from the lane's others. */
  readonly name: string;
  readonly limits: Limits;
  readonly provider: Provider;
  /** What the account sent in the last 24 hours before this dispatch. */
  readonly sentBefore: readonly MinuteCount[];
}

export interface DispatchEnd {
  /** How each lane ended, in their order. */
  readonly ends: readonly LaneEnd[];
  /** What was learnt of each account's limits, in the order of their first lanes. */
  readonly accounts: readonly LimitHistory[];
}

/** An account of this dispatch and the lanes behind it. */
interface SharedAccount {
  readonly name: string;
  readonly controller: RateController;
  readonly account: Account;
}

/**
 * Runs all lanes on one event loop, independent of each other, and resolves when every one of them has ended.
 * Rejects with a defect of ours in any lane, after cutting all of them.
 */
export async function dispatch(lanes: readonly DispatchedLane[], surroundings: LaneSurroundings): Promise<DispatchEnd> {
  const { clock } = surroundings;
  const startedAt = clock.monotonic();
  const defect = new AbortController();
  const cutSignal = AbortSignal.any([surroundings.cutSignal, defect.signal]);
  const accounts = openAccounts(lanes, surroundings);
  const ends = await Promise.allSettled(
    lanes.map(async (lane) => {
      try {
        const endpoints = lane.endpoints.map((endpoint) => ({ ...endpoint, account: accountOf(endpoint, accounts) }));
        return await runLane({ ...surroundings, ...lane, cutSignal, endpoints });
      } catch (error) {
        defect.abort();
        throw error;
      }
    }),
  );
  return {
    ends: ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    }),
    accounts: [...accounts.values()].map(({ name, controller }) => limitHistoryOf(name, controller, startedAt, clock)),
  };
}

function accountOf({ accountKey }: DispatchedEndpoint, accounts: ReadonlyMap<string, SharedAccount>): Account {
  const shared = accounts.get(accountKey);
  if (shared === undefined) throw new Error(`no account ${accountKey}`);
  return shared.account;
}

/** The strictest limit that a lane of an account states holds for all of them together. */
function openAccounts(
  lanes: readonly DispatchedLane[],
  { clock, random }: LaneSurroundings,
): ReadonlyMap<string, SharedAccount> {
  const endpoints = lanes.flatMap(({ endpoints: own, progress }) => own.map((endpoint) => ({ ...endpoint, progress })));
  const byAccount = Map.groupBy(endpoints, ({ accountKey }) => accountKey);
  return new Map(
    [...byAccount].map(([key, members]) => {
      const limits = members.map((member) => member.limits);
      const controller = new RateController({ ...concurrencyRange(limits), random });
      const account = new Account({
        requestsPerMinute: strictest(limits, "requestsPerMinute"),
        tokensPerMinute: strictest(limits, "tokensPerMinute"),
        controller,
        ...holdsOf(limits, members[0]?.sentBefore ?? []),
        clock,
      });
      const models = members.map(({ progress }) => progress.model).join(", ");
      return [key, { name: `${members[0]?.baseUrl ?? ""} (${models})`, controller, account }];
    }),
  );
}

function holdsOf(limits: readonly Limits[], sentBefore: readonly MinuteCount[]): { readonly holds?: Holds } {
  const options = holdOptionsOf(limits, sentBefore);
  return options.requestsPerDay === null && options.windows.length === 0 ? {} : { holds: new Holds(options) };
}

function strictest(limits: readonly Limits[], limit: "requestsPerMinute" | "tokensPerMinute"): number | null {
  const stated = limits.map((one) => one[limit]).filter((value) => value !== null);
  return stated.length === 0 ? null : Math.min(...stated);
}
