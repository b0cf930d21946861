import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP, type Socket } from "node:net";
import type { ProxyServer } from "../core/proxy-server.ts";
import { ProxyError } from "./proxy-error.ts";
import type { Route } from "./route.ts";

/** Where a tunnel leads to, and how long it may take to dig. */
export interface TunnelOptions {
  /** `host:port` of the endpoint. */
  readonly target: string;
  readonly timeoutMs: number;
  /** Whom to trust where the proxy itself speaks https. */
  readonly secureContext: Route["secureContext"];
  readonly signal: AbortSignal;
}

/** Asks a proxy to CONNECT to the endpoint (RFC 9110, section 9.3.6); rejects with a ProxyError when it does not. */
export function openTunnel(proxy: ProxyServer, options: TunnelOptions): Promise<Socket> {
  const { target, timeoutMs, secureContext, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const asked = (proxy.protocol === "https:" ? requestSecure : requestPlain)({
    method: "CONNECT",
    host: proxy.hostname,
    port: proxy.port,
    path: target,
    headers: {
      host: target,
      connection: "keep-alive",
      ...(proxy.authorization !== null && { "proxy-authorization": proxy.authorization }),
    },
    agent: false,
    signal,
    // Without it Node would take the endpoint's name, from the Host header, for the proxy's.
    servername: isIP(proxy.hostname) === 0 ? proxy.hostname : "",
    ...(secureContext !== null && { secureContext }),
  });
  const timer = setTimeout(() => asked.destroy(new TunnelTimeout()), timeoutMs);
  asked.once("connect", ({ statusCode = 0, statusMessage = "" }, socket, head) => {
    clearTimeout(timer);
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
      return;
    }
    socket.on("error", () => {}).destroy();
    reject(new ProxyError(proxy.shown, { kind: "refused", status: statusCode, reason: statusMessage }));
  });
  asked.once("error", (cause) => {
    clearTimeout(timer);
    reject(new ProxyError(proxy.shown, { kind: "unreachable", cause }));
  });
  asked.end();
  return promise;
}

class TunnelTimeout extends Error {
  override readonly name = "TunnelTimeout";
  readonly code = "ETIMEDOUT";
}
