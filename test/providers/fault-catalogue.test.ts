import { afterAll, beforeAll, expect, test } from "vitest";
import { endpointOf, readFaultMeanings } from "../support/fault-meanings.ts";
import { fixture, ReplayServer, type Scene } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

/**
 * Every literal answer of the fault catalogue, and what it must mean: the reaction, the error code and the wait that the
 * endpoint asks for. The date in the fixtures is 2 s after the clock below.
 */
const rows = readFaultMeanings().flatMap(({ name, fault, meaning }): [name: string, meaning: string][] =>
  fault.route === undefined && fault.file !== undefined ? [[name, meaning]] : [],
);

/** Wall-clock time stands still two seconds before the date of the fixtures. */
const clock = {
  now: () => Date.UTC(2026, 10, 22, 12, 0, 0),
  monotonic: () => performance.now(),
  sleep: (_delayMs: number, signal?: AbortSignal) =>
    new Promise<void>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("closed")), { once: true });
    }),
};

let server: ReplayServer;
beforeAll(async () => {
  server = await ReplayServer.start();
});
afterAll(() => server.close());

test.each(rows)("%s means: %s", async (name, expected) => {
  server.play(sceneOf(name));
  const { provider } = endpointOf(name);
  const attempt = await ask(testProvider(server.origin, { provider, clock }));
  expect(verdictLine(attempt)).toBe(expected);
});

/** A body without a length, or shorter than it says, only ends with the connection. */
function sceneOf(name: string): Scene {
  const bytes = fixture(`${name}.http`);
  return { kind: name === "any/body-cut" || name === "any/body-half" ? "close" : "send", bytes };
}
