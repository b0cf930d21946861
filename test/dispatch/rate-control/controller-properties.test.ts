import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RateController } from "../../../src/dispatch/rate-control/controller.ts";
import type { SentRequest } from "../../../src/dispatch/rate-control/sent-requests.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const RETRY_AFTER_MS = [null, 0, 500, 8000];

type Step =
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "send" }
  | { readonly kind: "answer" | "lose"; readonly which: number }
  | { readonly kind: "reject"; readonly which: number; readonly retryAfterMs: number | null }
  | { readonly kind: "announce"; readonly which: number; readonly remaining: number; readonly resetMs: number };

const which = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("time"), ms: fc.double({ min: 0, max: 3000, noNaN: true }) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("send") }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("answer", "lose"), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("reject"), which, retryAfterMs: fc.constantFrom(...RETRY_AFTER_MS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("announce"),
      which,
      remaining: fc.nat(20),
      resetMs: fc.double({ min: -100, max: 200_000, noNaN: true }),
    }),
  },
);

const plan = fc.record({
  seed: fc.nat(),
  start: fc.integer({ min: 1, max: 64 }),
  ceiling: fc.integer({ min: 1, max: 64 }),
  steps: fc.array(step, { maxLength: 400, size: "max" }),
});

/** Does what the controller allows of a plan; `onSend` sees each request leave. */
function play(
  { seed, start, ceiling, steps }: typeof plan extends fc.Arbitrary<infer Value> ? Value : never,
  onSend: (controller: RateController, now: number) => void = () => {},
): RateController {
  const controller = new RateController({ start, ceiling, random: seededRandom(seed) });
  const inFlight: SentRequest[] = [];
  const take = (index: number) => inFlight.splice(index % Math.max(1, inFlight.length), 1)[0];
  let now = 0;
  for (const next of steps) {
    switch (next.kind) {
      case "time":
        now += next.ms;
        break;
      case "send":
        if (controller.delayMs(now, 100) > 0) break;
        onSend(controller, now);
        inFlight.push(controller.sent(now, 100));
        break;
      case "answer":
      case "lose": {
        const request = take(next.which);
        if (request === undefined) break;
        if (next.kind === "answer") controller.answered(now, request);
        else controller.lost(now, request);
        break;
      }
      case "reject": {
        const request = take(next.which);
        if (request !== undefined) controller.rateLimited(now, request, next.retryAfterMs);
        break;
      }
      case "announce": {
        const request = inFlight[next.which % Math.max(1, inFlight.length)];
        const announced = { remaining: next.remaining, resetMs: next.resetMs };
        if (request !== undefined) controller.announce(now, request, { requests: announced, tokens: announced });
        break;
      }
    }
  }
  expect(controller.inFlight).toBe(inFlight.length);
  return controller;
}

test("whatever happens, never more than the limit is in flight, and nothing is sent in a pause", () => {
  fc.assert(
    fc.property(plan, (values) => {
      play(values, (controller, now) => {
        expect(controller.concurrency).toBeGreaterThanOrEqual(1);
        expect(controller.concurrency).toBeLessThanOrEqual(values.ceiling);
        expect(controller.inFlight).toBeLessThan(controller.concurrency);
        expect(now).toBeGreaterThanOrEqual(controller.pausedUntil);
      });
    }),
  );
});

test("the same events lead to the same decisions", () => {
  fc.assert(
    fc.property(plan, (values) => {
      expect(play(values).history).toEqual(play(values).history);
    }),
  );
});

test("time alone always opens the way for a request when none is in flight", () => {
  fc.assert(
    fc.property(plan, (values) => {
      const controller = play({ ...values, steps: values.steps.filter(({ kind }) => kind !== "send") });
      let now = 1e7;
      for (let asked = 0; asked < 5 && controller.delayMs(now, 100) > 0; asked++) now += controller.delayMs(now, 100);
      expect(controller.delayMs(now, 100)).toBe(0);
    }),
  );
});

test("a delay that the controller names is over when it has passed", () => {
  fc.assert(
    fc.property(plan, fc.nat(50), (values, rejections) => {
      const controller = play(values);
      let now = 1e8;
      for (let index = 0; index < rejections; index++) {
        if (controller.delayMs(now, 100) > 0) break;
        controller.rateLimited(now + 5, controller.sent(now, 100), 1000);
        const delayMs = controller.delayMs(now + 5, 100);
        if (delayMs === Infinity) break;
        expect(controller.delayMs(now + 5 + delayMs, 100)).toBe(0);
        now += 5 + delayMs;
      }
    }),
  );
});

test("the history stays bounded, and keeps its beginning and its end", () => {
  const controller = new RateController({ start: 8, ceiling: 64, random: () => 0 });
  let now = 0;
  for (let index = 0; index < 2000; index++) {
    now += 120_000;
    controller.answered(now + 10, controller.sent(now, 100));
    controller.rateLimited(now + 500, controller.sent(now + 400, 100), 1000);
  }
  const { history } = controller;
  expect(history).toHaveLength(400);
  expect(controller.historyOmitted).toBeGreaterThan(1000);
  expect(history[0]?.at).toBe(120_500);
  expect(history.at(-1)?.at).toBe(now + 500);
  expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).sort((a, b) => a - b));
});
