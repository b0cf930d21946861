import { expect, onTestFinished, test } from "vitest";
import type { FaultRule, FaultScript } from "../../src/simulator/options.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { readFaultMeanings } from "../support/fault-meanings.ts";
import { testProvider } from "../support/test-provider.ts";
import { type FaultCase, playFault } from "./support/fault-case.ts";

/** What the table of `fault-reactions.test.ts` cannot say. */
const listings = readFaultMeanings().filter(({ fault }) => fault.route === "models");

async function simulatorWith(...faults: (FaultRule | FaultScript)[]): Promise<Simulator> {
  const simulator = await startSimulator({ faults });
  onTestFinished(() => simulator.close());
  return simulator;
}

function play(simulator: Simulator, options: Partial<FaultCase> = {}) {
  return playFault({
    simulator,
    provider: "generic",
    path: "generic",
    model: "struck",
    stream: false,
    hangs: false,
    timeoutMs: 600_000,
    maximumWaitMs: 900_000,
    tasks: 2,
    ...options,
  });
}

test.each(listings)("$name: a listing is $meaning, and completions come all the same", async ({ name, meaning }) => {
  const simulator = await simulatorWith({ fault: name, provider: "generic" });
  const listing = await testProvider(`${simulator.url}/generic`).listModels(new AbortController().signal);
  expect(listing.kind).toBe(meaning === "listed" ? "listed" : "unavailable");
  const story = await play(simulator);
  expect(story).toMatchObject({ meaning: "completed", attempts: 1, end: { kind: "finished" } });
});

test("any/reset-on-reuse: a connection that was closed meanwhile costs one attempt, and no text", async () => {
  const simulator = await simulatorWith({ script: ["any/reset-on-reuse"], model: "struck" });
  const { records, end } = await play(simulator, { tasks: 3 });
  expect(end).toEqual({ kind: "finished" });
  // The first task opens the connection that is closed under the second one; the third one opens the next meanwhile.
  expect(records.map(({ outcome, attempts, retryMs }) => [outcome.kind, attempts, retryMs])).toEqual([
    ["completed", 1, 0],
    ["completed", 2, 250],
    ["completed", 1, 0],
  ]);
});

test("a wait that is longer than allowed stops every lane of the account at once, and says when to resume", async () => {
  const simulator = await simulatorWith({ fault: "any/retry-after-120", model: "struck", provider: "generic" });
  const story = await play(simulator, { maximumWaitMs: 60_000 });
  const stop = {
    code: "wait_too_long",
    message: expect.stringMatching(
      /asks to wait until \d{4}-\d\d-\d\dT[\d:.]+Z \(120 s\), longer than retry\.maximumWaitMs allows \(60 s\): resume then$/,
    ),
  };
  expect(story).toMatchObject({
    meaning: "rate-limit rate_limited after 120000",
    attempts: 1,
    records: [],
    received: 1,
  });
  expect([story.end, story.siblingEnd]).toMatchObject([
    { kind: "stopped", stop },
    { kind: "stopped", stop },
  ]);
});

test("a refusal that may be for good is waited for like a rate limit, for three minutes, and the stop says what it said", async () => {
  const simulator = await simulatorWith({ fault: "any/rpm-limit-string", model: "struck", provider: "generic" });
  const { end, waits, records } = await play(simulator);
  const waitedMs = waits.reduce((total, wait) => total + wait, 0);
  expect(waitedMs).toBeGreaterThanOrEqual(180_000);
  expect(waitedMs).toBeLessThan(240_000);
  expect(records).toEqual([]);
  expect(end).toMatchObject({
    kind: "stopped",
    stop: {
      code: "rate_limited_too_long",
      message: expect.stringMatching(
        /^the endpoint answered nothing but rate limits for \d+ s, the last one: HTTP 403: RPM limit exceeded\. Please complete identity verification to lift the restriction\. Lower .* Resume after 20/,
      ),
    },
  });
});
