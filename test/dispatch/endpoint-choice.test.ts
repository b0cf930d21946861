import { expect, test } from "vitest";
import { Account } from "../../src/dispatch/account/account.ts";
import { EndpointChoice } from "../../src/dispatch/endpoint-choice.ts";
import type { LaneEndpoint } from "../../src/dispatch/lane-endpoint.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { warmController } from "./support/lane-under-test.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import { again, completed } from "./support/verdicts.ts";

const never = new AbortController().signal;
const fresh = { lane: 0, tokens: 1, isRepeated: false };

function endpointOn(clock: FakeClock, name: string): LaneEndpoint {
  const controller = warmController({ start: 1, ceiling: 1 });
  const account = new Account({ requestsPerMinute: null, tokensPerMinute: null, controller, clock });
  return { name, limits: { concurrency: 1 }, provider: new ScriptedProvider(clock), account };
}

test("who stands in line for one endpoint goes to another as soon as that has finished loading", async () => {
  const clock = new FakeClock();
  const [busy, loading] = [endpointOn(clock, "busy"), endpointOn(clock, "loading")];
  const choice = new EndpointChoice([busy, loading]);
  choice.observe(loading, again("loading"), 0);
  expect((await choice.acquire(fresh, null, never)).endpoint).toBe(busy);
  const inLine = choice.acquire(fresh, null, never);
  choice.observe(loading, completed(), 1000);
  expect((await clock.run(inLine)).endpoint).toBe(loading);
});
