import * as fc from "fast-check";
import { expect, test } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import { Account } from "../../src/dispatch/account/account.ts";
import { Budget } from "../../src/dispatch/budget/budget.ts";
import { concurrencyRange } from "../../src/dispatch/rate-control/concurrency-range.ts";
import { RateController } from "../../src/dispatch/rate-control/controller.ts";
import { Holds } from "../../src/dispatch/account/holds.ts";
import type { LaneEndpoint } from "../../src/dispatch/lane-endpoint.ts";
import { runLane } from "../../src/dispatch/lane.ts";
import { worstCase, type Spend } from "../../src/dispatch/budget/worst-case.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { defaultRetry, laneUnderTest, noLimits, TaskPages } from "./support/lane-under-test.ts";
import { MemoryRecorder } from "./support/memory-recorder.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import { again, completed, failed, stop, usageOf } from "./support/verdicts.ts";

const DAY_MS = 86_400_000;
const LANES = 3;
const params = { max_tokens: 100 };
const WORST = worstCase([{ role: "user", content: "999" }], { params, price: null })?.tokens ?? 0;

const unreached: Verdict = { ...again("retry"), code: "connection_refused" };

/** Answers by how often they are drawn; the fatal one seldom. */
const VERDICTS: readonly Verdict[] = [
  ...Array.from({ length: 40 }, (_, index) => completed(usageOf(1 + (index % 7), 1 + index))),
  completed(),
  failed("no"),
  again("retry", null, usageOf(3, 20)),
  again("retry", 700),
  again("retry-few"),
  again("rate-limit"),
  again("rate-limit", 3_000),
  again("rate-limit", 120_000),
  again("concurrency-limit", 0),
  again("loading"),
  unreached,
  unreached,
];

const chaos = fc.record({
  tasks: fc.integer({ min: 0, max: 40 }),
  /** For each lane, the accounts that serve it. */
  lanes: fc.array(fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }), { minLength: LANES, maxLength: LANES }),
  concurrency: fc.array(fc.option(fc.integer({ min: 1, max: 12 })), { minLength: 4, maxLength: 4 }),
  requestsPerMinute: fc.option(fc.integer({ min: 30, max: 6_000 })),
  requestsPerDay: fc.option(fc.integer({ min: 60, max: 200 })),
  window: fc.boolean(),
  budget: fc.option(fc.integer({ min: 0, max: 60 })),
  maxFailures: fc.option(fc.integer({ min: 0, max: 10 })),
  breaker: fc.option(fc.constant({ consecutive: 2, share: 0.5, window: 20 })),
  storeMs: fc.integer({ min: 0, max: 300 }),
  stopAtMs: fc.option(fc.integer({ min: 0, max: 100_000 })),
  cutAfterMs: fc.integer({ min: 0, max: 3_000 }),
  fatalRequest: fc.option(fc.integer({ min: 0, max: 80 })),
  refusedRecord: fc.option(fc.integer({ min: 0, max: 200 })),
  draws: fc.infiniteStream(
    fc.record({ verdict: fc.constantFrom(...VERDICTS), latencyMs: fc.integer({ min: 0, max: 2_000 }) }),
  ),
});

test("lanes that share endpoints, quotas, windows and one budget all end, keep each record once, and leave nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(chaos, async (given) => {
      const clock = new FakeClock();
      const unrecorded: Spend[] = [];
      const budget = new Budget({
        caps: given.budget === null ? [] : [{ kind: "tokens", limit: given.budget * WORST }],
        maxFailures: given.maxFailures,
        deadline: null,
        spent: [],
        failed: 0,
        onUnrecorded: (_lane, spend) => unrecorded.push(spend),
      });
      const windows = given.window ? [{ from: "00:01", to: "23:00", zone: "UTC" }] : [];
      const accounts = given.concurrency.map((concurrency) => {
        const controller = new RateController({ ...concurrencyRange([{ concurrency }]), random: () => 0.5 });
        const holds = new Holds({ requestsPerDay: given.requestsPerDay, windows, sentBefore: [] });
        const { requestsPerMinute } = given;
        const account = new Account({ requestsPerMinute, tokensPerMinute: null, controller, holds, clock });
        return { account, concurrency, sentAt: [] as number[] };
      });
      let requests = 0;
      let records = 0;
      const stopping = new AbortController();
      const cutting = new AbortController();
      const lanes = given.lanes.map((served, lane) => {
        const providers: ScriptedProvider[] = [];
        const endpoints = served.flatMap((index): LaneEndpoint[] => {
          const shared = accounts[index];
          if (shared === undefined) return [];
          const provider = new ScriptedProvider(clock, () => {
            const { verdict, latencyMs } = given.draws.next().value;
            requests += 1;
            // What never came to the endpoint is no request to it.
            if (verdict !== unreached) shared.sentAt.push(clock.now());
            return { verdict: requests === given.fatalRequest ? stop : verdict, latencyMs };
          });
          providers.push(provider);
          const limits = { concurrency: shared.concurrency };
          return [{ name: `endpoint ${index}`, limits, provider, account: shared.account }];
        });
        const recorder = new MemoryRecorder(clock, given.storeMs, () => {
          records += 1;
          return records === given.refusedRecord ? new StoreError("SQLITE_FULL", "full") : null;
        });
        const { breaker } = given;
        const model = {
          params,
          limits: noLimits,
          retry: { ...defaultRetry, maximumWaitMs: 60_000 },
          breaker,
          price: null,
        };
        return {
          ...laneUnderTest({
            clock,
            tasks: given.tasks,
            recorder,
            endpoints,
            budget,
            overrides: {
              lane,
              model,
              nextTasks: new TaskPages(given.tasks).next,
              stopSignal: stopping.signal,
              cutSignal: cutting.signal,
            },
          }),
          providers,
        };
      });
      const sum = (count: (provider: ScriptedProvider) => number) =>
        lanes.flatMap(({ providers }) => providers).reduce((total, provider) => total + count(provider), 0);
      const over = new AbortController();
      const signals = async (): Promise<void> => {
        if (given.stopAtMs === null) return;
        await clock.sleep(given.stopAtMs, over.signal);
        stopping.abort("SIGINT");
        const sent = requests;
        await clock.sleep(given.cutAfterMs, over.signal);
        cutting.abort("SIGINT");
        expect(requests).toBe(sent);
      };
      const signalled = signals().catch((error: unknown) => {
        if (error !== over.signal.reason) throw error;
      });

      const ends = await clock.run(Promise.all(lanes.map(({ options }) => runLane(options))), 10);
      over.abort();
      await signalled;

      for (const [lane, { recorder, progress }] of lanes.entries()) {
        const kept = recorder.cells;
        expect(new Set(kept).size).toBe(kept.length);
        expect(ends[lane]?.kind !== "finished" || kept.length === given.tasks).toBe(true);
        expect(progress).toMatchObject({ inFlight: 0, waiting: 0, held: null, done: true });
        expect(progress.completed + progress.failed).toBe(kept.length);
      }
      for (const { account, concurrency, sentAt } of accounts) {
        const quota = given.requestsPerDay ?? Infinity;
        const tooSoon = sentAt.filter((at, index) => at - (sentAt[index - quota] ?? -Infinity) < DAY_MS);
        expect(tooSoon).toEqual([]);
        expect(account.inFlight).toBe(0);
        expect(concurrency === null || account.concurrency <= concurrency).toBe(true);
      }
      expect(sum(({ inFlight }) => inFlight)).toBe(0);
      expect(clock.sleepers).toBe(0);
      const { tokens = null } = budget.state ?? {};
      expect(tokens === null || tokens.spent <= tokens.limit).toBe(true);
      const recorded = lanes
        .flatMap(({ recorder }) => recorder.records)
        .reduce((total, { usage }) => total + (usage.kind === "absent" ? 0 : (usage.totalTokens ?? 0)), 0);
      const noted = unrecorded.reduce((total, spend) => total + spend.tokens, 0);
      expect(tokens === null || given.refusedRecord !== null ? 0 : tokens.spent - recorded - noted).toBe(0);
    }),
    { numRuns: 150 },
  );
});
