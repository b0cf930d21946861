import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { SentRequests } from "../../../src/dispatch/rate-control/sent-requests.ts";

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

test("requests that an endpoint never answers do not pile up", async () => {
  const requests = new SentRequests(() => {});
  const first = new WeakRef(requests.send(0, 1, 1));
  requests.lost(first.deref() ?? requests.send(0, 1, 1));
  for (let now = 1; now < 5000; now++) requests.lost(requests.send(now, 1, 1));
  // A reference that was followed lives until its job ends.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(first.deref()).toBeUndefined();
  expect(requests.inFlight).toBe(0);
});
