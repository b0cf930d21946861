import { once } from "node:events";
import { expect, test } from "vitest";
import { classifyNetworkError } from "../../src/providers/classify-network-error.ts";
import { openTunnel } from "../../src/providers/open-tunnel.ts";
import { replayServer, type Scene } from "../support/replay-server.ts";
import { plainRoute } from "../support/route.ts";

const OPTIONS = { target: "endpoint.test:443", secureContext: null, signal: new AbortController().signal };

/** The error of a tunnel through a proxy that plays `scene`, classified. */
async function failureOf(scene: Scene, options: Partial<typeof OPTIONS & { timeoutMs: number }> = {}) {
  const server = await replayServer(scene);
  const { proxy } = plainRoute(server.origin);
  if (proxy === null) throw new Error("no proxy");
  const error: unknown = await openTunnel(proxy, { ...OPTIONS, timeoutMs: 5000, ...options }).then(
    () => new Error("the tunnel was opened"),
    (reason: unknown) => reason,
  );
  return { server, failure: classifyNetworkError(error) };
}

test("a proxy that never answers is given up after the time-out", async () => {
  const { failure } = await failureOf({ kind: "stall", bytes: Buffer.alloc(0) }, { timeoutMs: 50 });
  expect(failure).toMatchObject({ reaction: "retry", errorCode: "proxy_connect_timeout" });
});

test("a proxy that hangs up instead of answering is a retry", async () => {
  const { failure } = await failureOf({ kind: "close", bytes: Buffer.alloc(0) });
  expect(failure).toMatchObject({ reaction: "retry", errorCode: "proxy_connection_reset" });
});

test("aborting closes the connection to a proxy that has not answered", async () => {
  const server = await replayServer({ kind: "stall", bytes: Buffer.alloc(0) });
  const { proxy } = plainRoute(server.origin);
  if (proxy === null) throw new Error("no proxy");
  const controller = new AbortController();
  const opening = openTunnel(proxy, { ...OPTIONS, timeoutMs: 60_000, signal: controller.signal });
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  await expect(opening).rejects.toThrow("failed");
});

test("what came behind the proxy's answer is the tunnel's first bytes", async () => {
  const bytes = Buffer.from("HTTP/1.1 200 Connection established\r\n\r\nhello");
  const server = await replayServer({ kind: "send", bytes });
  const { proxy } = plainRoute(server.origin);
  if (proxy === null) throw new Error("no proxy");
  const socket = await openTunnel(proxy, { ...OPTIONS, timeoutMs: 5000 });
  const [first] = await once(socket, "data");
  socket.destroy();
  expect(String(first)).toBe("hello");
  expect(server.requests[0]).toMatchObject({ method: "CONNECT", path: "endpoint.test:443" });
});
