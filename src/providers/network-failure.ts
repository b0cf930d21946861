import type { Reaction } from "./rule.ts";

/** What a connection that failed means, by the code of Node or undici. */
export interface NetworkFailure {
  readonly reaction: Extract<Reaction, "retry" | "retry-few" | "fail" | "stop">;
  /** Snake case. */
  readonly errorCode: string;
  /** One sentence without a full stop. */
  readonly message: string;
}

const CHECK_HOST = "check the host and port in `baseUrl`";
const RESET: NetworkFailure = {
  reaction: "retry",
  errorCode: "connection_reset",
  message: "the connection was closed before the answer was complete",
};
const UNASKED: NetworkFailure = {
  reaction: "retry-few",
  errorCode: "invalid_http",
  message: "the endpoint sent an interim response (100 or 101) that was not asked for; check `baseUrl`, or a proxy",
};
const TLS: NetworkFailure = {
  reaction: "stop",
  errorCode: "tls_error",
  message:
    "no secure connection could be made; check https or http in `baseUrl`, the system's clock and NODE_EXTRA_CA_CERTS",
};

const FAILURES: Readonly<Record<string, NetworkFailure>> = {
  ECONNREFUSED: {
    reaction: "retry",
    errorCode: "connection_refused",
    message: `nothing listens there; ${CHECK_HOST}, and that the server runs`,
  },
  ECONNRESET: RESET,
  EPIPE: RESET,
  ECONNABORTED: RESET,
  UND_ERR_SOCKET: RESET,
  UND_ERR_CONNECT_TIMEOUT: { reaction: "retry", errorCode: "connect_timeout", message: `no connection; ${CHECK_HOST}` },
  ETIMEDOUT: { reaction: "retry", errorCode: "connect_timeout", message: `no connection; ${CHECK_HOST}` },
  EHOSTUNREACH: { reaction: "retry", errorCode: "network_unreachable", message: "the host cannot be reached" },
  ENETUNREACH: { reaction: "retry", errorCode: "network_unreachable", message: "the network cannot be reached" },
  EAI_AGAIN: { reaction: "retry", errorCode: "dns_unavailable", message: "the name server does not answer" },
  // Unlike EAI_AGAIN this is the name server's final word.
  ENOTFOUND: { reaction: "stop", errorCode: "host_not_found", message: `the host does not exist; ${CHECK_HOST}` },
  EPROTO: TLS,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: {
    reaction: "fail",
    errorCode: "response_too_large",
    message: "the answer is too large",
  },
  UND_ERR_HEADERS_OVERFLOW: {
    reaction: "retry-few",
    errorCode: "invalid_http",
    message: "the answer's headers are too large",
  },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    reaction: "retry-few",
    errorCode: "invalid_http",
    message: "the answer's Content-Length is wrong, or there is more than one length",
  },
  // undici asserts that a 101 is an upgrade that was asked for.
  ERR_ASSERTION: UNASKED,
};

/** Classifies what Node or undici reported; certificate errors stop the lane, unknown ones are tried again. */
export function classifyNetworkError(error: unknown): NetworkFailure {
  const code = errorCodeOf(error) ?? "";
  if (error instanceof Error && /^bad (response|upgrade)$/.test(error.message)) return UNASKED;
  const known = FAILURES[code];
  if (known !== undefined) return known;
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL/.test(code)) return { ...TLS, message: `${TLS.message} (${code})` };
  const message = error instanceof Error ? error.message : String(error);
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
    const fix = "check `baseUrl`, the key and `headers`";
    return {
      reaction: "stop",
      errorCode: "request_not_sent",
      message: `the request could not be made (${message}); ${fix}`,
    };
  }
  if (error instanceof Error && error.name === "HTTPParserError") {
    return { reaction: "retry-few", errorCode: "invalid_http", message: `the answer is not valid HTTP (${message})` };
  }
  return { reaction: "retry", errorCode: "network_error", message: `the connection failed (${code || message})` };
}

/** The code may sit on the cause, or (several addresses tried) on the first of an AggregateError's errors. */
function errorCodeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") return error.code;
  return errorCodeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
