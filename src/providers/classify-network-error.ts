import type { NetworkFailure } from "./network-failure.ts";
import { ProxyError } from "./proxy-error.ts";
import { classifyProxyError } from "./proxy-failure.ts";
import { classifyTlsCode } from "./tls-failure.ts";

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
  // An HTTP/2 connection that the endpoint gave up in good order (GOAWAY).
  UND_ERR_INFO: RESET,
  ERR_HTTP2_SESSION_ERROR: RESET,
  ERR_HTTP2_GOAWAY_SESSION: RESET,
  ERR_HTTP2_INVALID_SESSION: RESET,
  UND_ERR_CONNECT_TIMEOUT: { reaction: "retry", errorCode: "connect_timeout", message: `no connection; ${CHECK_HOST}` },
  ETIMEDOUT: { reaction: "retry", errorCode: "connect_timeout", message: `no connection; ${CHECK_HOST}` },
  EHOSTUNREACH: { reaction: "retry", errorCode: "network_unreachable", message: "the host cannot be reached" },
  ENETUNREACH: { reaction: "retry", errorCode: "network_unreachable", message: "the network cannot be reached" },
  EAI_AGAIN: { reaction: "retry", errorCode: "dns_unavailable", message: "the name server does not answer" },
  // Unlike EAI_AGAIN this is the name server's final word.
  ENOTFOUND: { reaction: "stop", errorCode: "host_not_found", message: `the host does not exist; ${CHECK_HOST}` },
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

const STREAM_RESETS: Readonly<Record<number, string>> = {
  0: "NO_ERROR",
  1: "PROTOCOL_ERROR",
  2: "INTERNAL_ERROR",
  3: "FLOW_CONTROL_ERROR",
  7: "REFUSED_STREAM",
  8: "CANCEL",
  11: "ENHANCE_YOUR_CALM",
  13: "HTTP_1_1_REQUIRED",
};

/** Classifies what Node or undici reported; certificate errors stop the lane, unknown ones are tried again. */
export function classifyNetworkError(error: unknown): NetworkFailure {
  const code = errorCodeOf(error) ?? "";
  if (error instanceof Error && /^bad (response|upgrade)$/.test(error.message)) return UNASKED;
  if (error instanceof ProxyError) return classifyProxyError(error, classifyNetworkError);
  const known = FAILURES[code] ?? classifyTlsCode(code);
  if (known !== null) return known;
  if (code === "ERR_HTTP2_STREAM_ERROR") return classifyStreamReset(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
    const fix = "check `baseUrl`, the key and `headers`";
    return {
      reaction: "stop",
      errorCode: "request_not_sent",
      message: `the request could not be made (${message}); ${fix}`,
    };
  }
  if (error instanceof Error && (error.name === "HTTPParserError" || code.startsWith("HPE_"))) {
    return { reaction: "retry-few", errorCode: "invalid_http", message: `the answer is not valid HTTP (${message})` };
  }
  return { reaction: "retry", errorCode: "network_error", message: `the connection failed (${code || message})` };
}

/** HTTP/2 streams are reset with a code (RFC 9113, section 7); none says that the request itself is at fault. */
function classifyStreamReset(error: unknown): NetworkFailure {
  const reset = error instanceof Error && "http2ErrorCode" in error ? Number(error.http2ErrorCode) : 0;
  const name = STREAM_RESETS[reset] ?? `code ${reset}`;
  const message = `the endpoint reset the request's stream (${name}) before the answer was complete`;
  return { reaction: "retry", errorCode: reset === 7 ? "stream_refused" : "connection_reset", message };
}

/** The code may sit on the cause, or (several addresses tried) on the first of an AggregateError's errors. */
function errorCodeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") return error.code;
  return errorCodeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
