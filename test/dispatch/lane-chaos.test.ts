import * as fc from "fast-check";
import { expect, test } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import { runLane } from "../../src/dispatch/lane.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { defaultRetry, laneUnderTest, TaskPages } from "./support/lane-under-test.ts";
import { MemoryRecorder } from "./support/memory-recorder.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import { again, completed, failed, stop } from "./support/verdicts.ts";

/** Answers by how often they are drawn; the fatal one seldom, as it ends everything. */
const VERDICTS = [
  ...Array.from({ length: 30 }, () => completed()),
  failed("no"),
  again("retry"),
  again("retry", 700),
  again("retry-few"),
  again("rate-limit"),
  again("rate-limit", 3_000),
  again("concurrency-limit", 0),
  again("loading"),
];

const chaos = fc.record({
  tasks: fc.integer({ min: 0, max: 60 }),
  concurrency: fc.integer({ min: 1, max: 12 }),
  requestsPerMinute: fc.option(fc.integer({ min: 60, max: 6_000 })),
  readMs: fc.integer({ min: 0, max: 300 }),
  storeMs: fc.integer({ min: 0, max: 300 }),
  stopAtMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
  cutAfterMs: fc.integer({ min: 0, max: 3_000 }),
  refusedRecord: fc.option(fc.integer({ min: 0, max: 40 })),
  fatalRequest: fc.option(fc.integer({ min: 0, max: 80 })),
  draws: fc.infiniteStream(
    fc.record({ verdict: fc.constantFrom(...VERDICTS), latencyMs: fc.integer({ min: 0, max: 2_000 }) }),
  ),
});

test("whatever is answered, refused, stopped or cut, a lane ends, keeps each record once, and leaves nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(chaos, async (given) => {
      const clock = new FakeClock();
      let requests = 0;
      const provider = new ScriptedProvider(clock, () => {
        const { verdict, latencyMs } = given.draws.next().value;
        requests += 1;
        return { verdict: requests === given.fatalRequest ? stop : verdict, latencyMs };
      });
      let records = 0;
      const recorder = new MemoryRecorder(clock, given.storeMs, () => {
        records += 1;
        return records === given.refusedRecord ? new StoreError("SQLITE_FULL", "full") : null;
      });
      const pages = new TaskPages(given.tasks);
      const lane = laneUnderTest({
        clock,
        tasks: given.tasks,
        provider,
        recorder,
        limits: { concurrency: given.concurrency, requestsPerMinute: given.requestsPerMinute },
        retry: { ...defaultRetry, maximumWaitMs: 60_000 },
        overrides: {
          nextTasks: async (afterCell, limit) => {
            if (given.readMs > 0) await clock.sleep(given.readMs);
            return pages.next(afterCell, limit);
          },
        },
      });
      const over = new AbortController();
      const { stopAtMs } = given;
      const signals = async (): Promise<void> => {
        if (stopAtMs === null) return;
        await clock.sleep(stopAtMs, over.signal);
        lane.stopping.abort("SIGINT");
        const sent = provider.sent.length;
        await clock.sleep(given.cutAfterMs, over.signal);
        lane.cutting.abort("SIGINT");
        expect(provider.sent).toHaveLength(sent);
      };
      const signalled = signals().catch((error: unknown) => {
        if (error !== over.signal.reason) throw error;
      });

      const end = await clock.run(runLane(lane.options));
      over.abort();
      await signalled;

      const kept = recorder.cells;
      expect(new Set(kept).size).toBe(kept.length);
      expect(end.kind !== "finished" || kept.length === given.tasks).toBe(true);
      const isUndisturbed = stopAtMs === null && given.refusedRecord === null && given.fatalRequest === null;
      expect(!isUndisturbed || end.kind === "finished" || end.kind === "stopped").toBe(true);
      expect(lane.progress).toMatchObject({ inFlight: 0, waiting: 0, done: true });
      expect(lane.progress.completed + lane.progress.failed).toBe(kept.length);
      expect(provider.inFlight).toBe(0);
      expect(provider.maximumInFlight).toBeLessThanOrEqual(given.concurrency);
      expect(clock.sleepers).toBe(0);
    }),
    { numRuns: 300 },
  );
});
