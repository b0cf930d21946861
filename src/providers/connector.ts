import { buildConnector } from "undici";
import { ProxyError } from "./proxy-error.ts";
import type { Route } from "./route.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** What a connector needs to know. */
export interface ConnectorOptions {
  readonly route: Route;
  /** The endpoint's; a proxy forwards plain HTTP itself, and gets the requests in the endpoint's place. */
  readonly isSecure: boolean;
  /** Aborted when no connection is wanted any more. */
  readonly signal: AbortSignal;
  /** Called with the protocol of each new connection: `h2` or another. */
  readonly onConnected: (protocol: string | null) => void;
}

/** Opens connections to an endpoint, or to the proxy before it; HTTP/2 is preferred where a TLS handshake offers it. */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { route, isSecure, onConnected } = options;
  const { proxy, secureContext } = route;
  const open = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: isSecure,
    preferH2: true,
    ...(secureContext !== null && { secureContext }),
  });
  const openAndTell: buildConnector.connector = (target, callback) => {
    open(target, (error, socket) => {
      if (error !== null) return callback(error, null);
      onConnected("alpnProtocol" in socket && typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null);
      callback(null, socket);
    });
  };
  if (proxy === null) return openAndTell;
  if (isSecure) return tunnelled(options, proxy, openAndTell);
  return (target, callback) => {
    openAndTell(target, (cause, socket) => {
      if (cause !== null) callback(new ProxyError(proxy.shown, { kind: "unreachable", cause }), null);
      else callback(null, socket);
    });
  };
}

/** TLS with the endpoint, inside a tunnel that the proxy opens. */
function tunnelled(
  { route: { secureContext }, signal }: ConnectorOptions,
  proxy: NonNullable<Route["proxy"]>,
  openWithin: buildConnector.connector,
): buildConnector.connector {
  return (target, callback) => {
    const { hostname, port } = target;
    const address = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port === "" ? 443 : port}`;
    import("./open-tunnel.ts")
      .then(({ openTunnel }) =>
        openTunnel(proxy, { target: address, timeoutMs: CONNECT_TIMEOUT_MS, secureContext, signal }),
      )
      .then(
        (httpSocket) => openWithin({ ...target, httpSocket }, callback),
        // oxlint-disable-next-line promise/no-callback-in-promise -- undici wants a callback
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
  };
}
