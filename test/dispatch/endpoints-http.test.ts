import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { scaledClock } from "../../src/core/clock.ts";
import type { LaneEndpoint } from "../../src/dispatch/lane-endpoint.ts";
import { Account } from "../../src/dispatch/account/account.ts";
import { concurrencyRange } from "../../src/dispatch/rate-control/concurrency-range.ts";
import { runLane } from "../../src/dispatch/lane.ts";
import { testProvider } from "../support/test-provider.ts";
import { chatServer, completion, type ChatServer } from "./support/chat-server.ts";
import { laneUnderTest, noLimits, TaskPages, warmController } from "./support/lane-under-test.ts";

const clock = scaledClock(10);

function endpointAt(baseUrl: string, concurrency: number): LaneEndpoint {
  const limits = { ...noLimits, concurrency };
  const controller = warmController(concurrencyRange([limits]));
  const account = new Account({ requestsPerMinute: null, tokensPerMinute: null, controller, clock });
  return {
    name: baseUrl,
    limits,
    provider: testProvider(baseUrl.replace(/\/v1$/, ""), { clock, connections: concurrency }),
    account,
  };
}

function laneOver(tasks: number, endpoints: readonly LaneEndpoint[]) {
  const overrides = { clock, nextTasks: new TaskPages(tasks).next };
  return laneUnderTest({ tasks, endpoints, overrides });
}

function answering(afterMs: number): Promise<ChatServer> {
  return chatServer(async ({ prompt }) => {
    await delay(afterMs);
    return completion(`echo ${prompt}`);
  });
}

/** A port on which nothing listens. */
const DEAD = "http://127.0.0.1:9/v1";

test("two endpoints of different limits share the tasks by what each may carry", async () => {
  const [wide, narrow] = await Promise.all([answering(30), answering(30)]);
  const lane = laneOver(200, [endpointAt(wide.baseUrl, 12), endpointAt(narrow.baseUrl, 4)]);
  expect(await runLane(lane.options)).toEqual({ kind: "finished" });
  expect(wide.requests.length + narrow.requests.length).toBe(200);
  expect(wide.requests.length / narrow.requests.length).toBeGreaterThan(2);
  expect(wide.requests.length / narrow.requests.length).toBeLessThan(4.5);
});

test("an endpoint that cannot be reached is left out, and every task is answered by the other", async () => {
  const alive = await answering(5);
  const lane = laneOver(60, [endpointAt(DEAD, 8), endpointAt(alive.baseUrl, 8)]);
  expect(await runLane(lane.options)).toEqual({ kind: "finished" });
  expect(lane.progress).toMatchObject({ completed: 60, failed: 0, stop: null });
  expect(lane.progress.leftOut).toMatchObject([{ endpoint: DEAD, reason: { code: "connection_refused" } }]);
  expect(new Set(alive.requests.map(({ prompt }) => prompt)).size).toBe(60);
});

test("an endpoint that refuses the key is left out, and no task is lost", async () => {
  const alive = await answering(5);
  const refusing = await chatServer(() => ({ status: 401, body: { error: { message: "invalid key" } } }));
  const lane = laneOver(60, [endpointAt(refusing.baseUrl, 4), endpointAt(alive.baseUrl, 4)]);
  expect(await runLane(lane.options)).toEqual({ kind: "finished" });
  expect(lane.progress).toMatchObject({ completed: 60, failed: 0 });
  expect(lane.progress.leftOut.map(({ endpoint }) => endpoint)).toEqual([refusing.baseUrl]);
  expect(refusing.requests.length).toBeLessThanOrEqual(4);
});

test("when no endpoint is left the lane stops, names them all, and settles nothing", async () => {
  const refusing = await chatServer(() => ({ status: 401, body: { error: { message: "invalid key" } } }));
  const lane = laneOver(60, [endpointAt(refusing.baseUrl, 4), endpointAt(DEAD, 4)]);
  const end = await runLane(lane.options);
  expect(end).toMatchObject({ kind: "stopped", stop: { code: "no_endpoint_left" } });
  expect(lane.progress.stop?.message).toContain(DEAD);
  expect(lane.progress.stop?.message).toContain(refusing.baseUrl);
  expect(lane.progress).toMatchObject({ completed: 0, failed: 0 });
});

test("a lane with one endpoint keeps retrying it, as before", async () => {
  const lane = laneOver(3, [endpointAt(DEAD, 4)]);
  expect(await runLane(lane.options)).toEqual({ kind: "finished" });
  expect(lane.progress).toMatchObject({ failed: 3, leftOut: [] });
});
