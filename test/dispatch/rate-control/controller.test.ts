import { expect, test } from "vitest";
import { RateController } from "../../../src/dispatch/rate-control/controller.ts";
import type { SentRequest } from "../../../src/dispatch/rate-control/sent-requests.ts";
import { ControlledEndpoint } from "../support/controlled-endpoint.ts";

const full =
  (limit: number, retryAfterMs: number | null = null) =>
  (_now: number, admitted: number) =>
    admitted >= limit ? { retryAfterMs } : null;

function controllerWith(requests: number, options: { start?: number; random?: () => number } = {}) {
  const controller = new RateController({ ceiling: 256, start: 8, random: () => 0, ...options });
  const tickets = Array.from({ length: requests }, (_, index) => controller.sent(index, 100));
  const at = (index: number) => tickets[index] as SentRequest;
  return { controller, at };
}

function kinds(controller: RateController): string[] {
  return controller.history.map(({ kind }) => kind);
}

test("a rejection cuts to exactly the number that was in flight beside the rejected request", () => {
  const { controller, at } = controllerWith(8);
  controller.rateLimited(100, at(5), null);
  expect(controller.concurrency).toBe(5);
  expect(controller.history).toEqual([
    { kind: "concurrency-cut", at: 100, from: 8, to: 5, because: "rejected-at-limit" },
  ]);
});

test("requests sent before a cut do not cut again, requests sent after it do", () => {
  const { controller, at } = controllerWith(8);
  controller.rateLimited(100, at(7), null);
  controller.rateLimited(101, at(3), null);
  controller.rateLimited(102, at(2), null);
  expect(controller.concurrency).toBe(7);
  controller.rateLimited(300, controller.sent(200, 100), null);
  expect(controller.concurrency).toBe(5);
});

test("the limit never falls below one", () => {
  const { controller, at } = controllerWith(2);
  controller.rateLimited(100, at(1), null);
  expect(controller.concurrency).toBe(1);
  controller.rateLimited(200, at(0), null);
  controller.rateLimited(400, controller.sent(300, 100), null);
  expect(controller.concurrency).toBe(1);
});

test("when as many as may be are in flight it waits for a result, and a result lets the next one go", () => {
  const { controller, at } = controllerWith(8);
  controller.rateLimited(100, at(7), null);
  expect(controller.delayMs(200, 100)).toBe(Infinity);
  controller.lost(300, at(0));
  expect(controller.inFlight).toBe(6);
  expect(controller.delayMs(300, 100)).toBe(0);
});

test("a Retry-After pauses everything, with up to five percent of jitter, beyond a minute too", () => {
  const { controller, at } = controllerWith(1, { random: () => 0.999 });
  controller.rateLimited(1000, at(0), 120_000);
  expect(controller.pausedUntil).toBeCloseTo(1000 + 120_000 * 1.04995, 6);
  expect(controller.delayMs(1000, 100)).toBeGreaterThanOrEqual(120_000 * 1.04995);
});

test("a shorter Retry-After that comes later does not shorten the pause, a longer one lengthens it", () => {
  const { controller, at } = controllerWith(3);
  controller.rateLimited(1000, at(0), 10_000);
  controller.rateLimited(1001, at(1), 1000);
  expect(controller.pausedUntil).toBe(11_000);
  controller.rateLimited(1002, at(2), 20_000);
  expect(controller.pausedUntil).toBe(21_002);
});

test("without Retry-After the third rejection in a row pauses, and each further one twice as long", () => {
  const endpoint = new ControlledEndpoint({ reject: () => ({ retryAfterMs: null }) });
  endpoint.runUntil(20_000);
  const pauses = endpoint.controller.history.flatMap((decision) =>
    decision.kind === "paused" ? [Math.round(decision.until - decision.at)] : [],
  );
  expect(pauses.slice(0, 5)).toEqual([250, 500, 1000, 2000, 4000]);
});

test("an endpoint that was closed for minutes is used fully again soon after it opens", () => {
  const closed = (now: number) => now > 60_000 && now < 240_000;
  const endpoint = new ControlledEndpoint({
    reject: (now, admitted) => (closed(now) || admitted >= 40 ? { retryAfterMs: null } : null),
  });
  endpoint.runUntil(360_000);
  expect(endpoint.sentBetween(60_000, 240_000)).toBeLessThan(100);
  expect(endpoint.sentBetween(320_000, 330_000)).toBeGreaterThan(380);
});

test("after a pause the slots are not filled at once", () => {
  const endpoint = new ControlledEndpoint({ start: 64, reject: (now) => (now < 1 ? { retryAfterMs: 30_000 } : null) });
  endpoint.runUntil(60_000);
  const first = endpoint.sends.find(({ at }) => at >= 30_000)?.at ?? Number.NaN;
  expect(endpoint.sentBetween(first, first + 5)).toBeLessThan(8);
});

test("the first sends of a configured concurrency are spread, and soon fill it", () => {
  const endpoint = new ControlledEndpoint({ start: 64, ceiling: 64 });
  endpoint.runUntil(10_000);
  expect(endpoint.sentBetween(0, 10)).toBeLessThan(20);
  expect(endpoint.sentBetween(0, 200)).toBe(64);
  expect(endpoint.sentBetween(5000, 6000)).toBe(64);
});

test("what is under way for longer than a rejection takes counts as admitted, so that slow answers hold up no growth", () => {
  const endpoint = new ControlledEndpoint({ latencyMs: 20_000, ceiling: 256 });
  endpoint.runUntil(80_000);
  const most = (until: number) =>
    Math.max(...endpoint.sends.filter(({ at }) => at < until).map(({ inFlight }) => inFlight));
  expect(most(20_000)).toBe(8);
  expect(most(39_000)).toBeGreaterThan(64);
  expect(most(80_000)).toBe(256);
});

test("a hidden limit is found at once and not exceeded but by a probe of one", () => {
  const endpoint = new ControlledEndpoint({ reject: full(20) });
  endpoint.runUntil(120_000);
  expect(endpoint.sends.filter(({ at }) => at > 10_000).every(({ inFlight }) => inFlight <= 21)).toBe(true);
  expect(endpoint.sentBetween(60_000, 120_000)).toBeGreaterThan(0.97 * 20 * 60);
});

test("while probes fail, a limit is left alone for 5 s, then twice as long each time, at most for a minute", () => {
  const endpoint = new ControlledEndpoint({ reject: full(40, 1000) });
  endpoint.runUntil(300_000);
  const { history } = endpoint.controller;
  const cuts = history.flatMap(({ at, kind }) => (kind === "concurrency-cut" ? [at] : []));
  const probes = history.flatMap(({ at, kind }) => (kind === "concurrency-raised" ? [at] : []));
  const holds = probes.map((at) => (at - Math.max(...cuts.filter((cut) => cut < at))) / 1000);
  expect(holds.slice(0, 6).map((seconds) => Math.round(seconds / 5) * 5)).toEqual([5, 10, 20, 40, 60, 60]);
});

test("a limit that was raised is found by steps of 1, 2, 4 and so on", () => {
  const endpoint = new ControlledEndpoint({ reject: (now, admitted) => full(now < 30_000 ? 10 : 80)(now, admitted) });
  endpoint.runUntil(90_000);
  const steps = endpoint.controller.history.flatMap((decision) =>
    decision.kind === "concurrency-raised" && decision.at > 30_000 ? [decision.to - decision.from] : [],
  );
  expect(steps.slice(0, 5)).toEqual([1, 2, 4, 8, 12]);
  expect(endpoint.sentBetween(80_000, 90_000)).toBeGreaterThan(0.95 * 800);
});

test("a wait that no full endpoint would ask for is taken for a rate limit", () => {
  const { controller, at } = controllerWith(8);
  controller.rateLimited(1000, at(7), 30_000);
  expect(controller.pacing).toMatchObject({ unit: "requests" });
  expect(kinds(controller)).toEqual(["pace-set", "paused"]);
  expect(controller.concurrency).toBe(8);
});

test("announced limits are kept to before anything is rejected", () => {
  const { controller, at } = controllerWith(4);
  controller.answered(1000, at(0));
  controller.announce(1000, at(0), { requests: { remaining: 4, resetMs: 60_000 }, tokens: null });
  // Three of the four that were left have been sent since.
  expect(controller.delayMs(1000, 100)).toBeCloseTo(30_000, 0);
  controller.sent(31_000, 100);
  expect(controller.delayMs(31_000, 100)).toBe(30_000);
  expect(controller.delayMs(61_000, 100)).toBe(0);
  expect(kinds(controller)).toEqual(["paused"]);
});

test("a request cannot be settled twice", () => {
  const { controller, at } = controllerWith(1);
  controller.answered(10, at(0));
  expect(() => controller.lost(20, at(0))).toThrow("settled twice");
});
