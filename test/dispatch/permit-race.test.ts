import { expect, test } from "vitest";
import { Account } from "../../src/dispatch/account/account.ts";
import type { Permit, SendReport, Wish } from "../../src/dispatch/account/permit.ts";
import { EndpointChoice } from "../../src/dispatch/endpoint-choice.ts";
import type { LaneEndpoint } from "../../src/dispatch/lane-endpoint.ts";
import { RaceForPermit } from "../../src/dispatch/permit-race.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { noLimits, warmController } from "./support/lane-under-test.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";

const clock = new FakeClock();
const wish: Wish = { lane: 0, tokens: 1, isRepeated: false };
const never = new AbortController().signal;

/** An account whose line a test holds in its hand. */
class AccountInHand extends Account {
  admit: (permit: Permit) => void = () => {};
  readonly reports: SendReport[] = [];
  withdrawn = 0;
  readonly permit: Permit = { settle: (report) => this.reports.push(report) };
  readonly #onEnqueue: () => void;

  constructor(onEnqueue: () => void = () => {}) {
    super({ ...noLimits, controller: warmController({ start: 1, ceiling: 1 }), clock });
    this.#onEnqueue = onEnqueue;
  }

  override enqueue(_wish: Wish, admit: (permit: Permit) => void): () => void {
    this.admit = admit;
    this.#onEnqueue();
    return () => (this.withdrawn += 1);
  }
}

function endpointOf(account: Account, concurrency: number | null = null): LaneEndpoint {
  return { name: "http://scripted/v1", limits: { concurrency }, provider: new ScriptedProvider(clock), account };
}

test("a request that one endpoint permits while it gets in line at another takes nothing of the other", async () => {
  const first = new AccountInHand();
  const second: AccountInHand = new AccountInHand(() => {
    first.admit(first.permit);
    second.admit(second.permit);
  });
  const endpoints = [endpointOf(first), endpointOf(second)];
  const race = new RaceForPermit(
    wish,
    () => endpoints,
    (endpoint, permit) => ({ endpoint, permit }),
  );
  expect(await race.run(never)).toEqual({ endpoint: endpoints[0], permit: first.permit });
  expect(first.reports).toEqual([]);
  expect(second.reports).toEqual([{ kind: "unsent" }]);
  expect(second.withdrawn).toBe(1);
});

test("a lane has no more in flight at an endpoint than it says itself, however much the shared account takes", async () => {
  const [shared, own] = [10, 2].map(
    (ceiling) =>
      new Account({ ...noLimits, controller: warmController({ start: ceiling, ceiling }), clock: new FakeClock() }),
  );
  if (shared === undefined || own === undefined) throw new Error("no accounts");
  const choice = new EndpointChoice([endpointOf(shared, 3), endpointOf(own, 2)]);
  const admitted = await Promise.all(Array.from({ length: 5 }, () => choice.acquire(wish, null, never)));
  expect([shared.inFlight, own.inFlight]).toEqual([3, 2]);
  const waiting = [1, 2].map(() => choice.acquire(wish, null, never));
  expect([shared.inFlight, own.inFlight]).toEqual([3, 2]);
  const atShared = admitted.find(({ endpoint }) => endpoint.account === shared);
  atShared?.permit.settle({ kind: "answered", tokens: 1 });
  expect((await Promise.race(waiting)).endpoint.account).toBe(shared);
  expect([shared.inFlight, own.inFlight]).toEqual([3, 2]);
});
