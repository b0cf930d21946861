import { expect, test } from "vitest";
import { classifyNetworkError } from "../../src/providers/classify-network-error.ts";

function failure(code: string): Error {
  return Object.assign(new Error("failed"), { code });
}

test.each([
  ["ECONNREFUSED", "retry connection_refused"],
  ["ECONNRESET", "retry connection_reset"],
  ["EPIPE", "retry connection_reset"],
  ["UND_ERR_SOCKET", "retry connection_reset"],
  ["UND_ERR_CONNECT_TIMEOUT", "retry connect_timeout"],
  ["ETIMEDOUT", "retry connect_timeout"],
  ["EHOSTUNREACH", "retry network_unreachable"],
  ["ENETUNREACH", "retry network_unreachable"],
  ["EAI_AGAIN", "retry dns_unavailable"],
  ["ENOTFOUND", "stop host_not_found"],
  ["EPROTO", "stop tls_error"],
  ["CERT_HAS_EXPIRED", "stop certificate_expired"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "stop certificate_untrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "stop certificate_untrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "stop certificate_untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "stop certificate_untrusted"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "stop certificate_other_host"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "stop tls_error"],
  ["CERT_NOT_YET_VALID", "stop certificate_not_yet_valid"],
  ["CERT_REVOKED", "stop tls_error"],
  ["UND_ERR_INFO", "retry connection_reset"],
  ["ERR_HTTP2_SESSION_ERROR", "retry connection_reset"],
  ["ERR_HTTP2_STREAM_ERROR", "retry connection_reset"],
  ["UND_ERR_HEADERS_OVERFLOW", "retry-few invalid_http"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "retry-few invalid_http"],
  ["UND_ERR_RES_EXCEEDED_MAX_SIZE", "fail response_too_large"],
  ["UND_ERR_INVALID_ARG", "stop request_not_sent"],
  ["ESOMETHINGNEW", "retry network_error"],
])("%s means: %s", (code, expected) => {
  const { reaction, errorCode } = classifyNetworkError(failure(code));
  expect(`${reaction} ${errorCode}`).toBe(expected);
});

test("the code may sit on the cause or on the first of several errors", () => {
  const wrapped = new Error("fetch failed", { cause: new AggregateError([failure("ECONNREFUSED")]) });
  expect(classifyNetworkError(wrapped)).toMatchObject({ errorCode: "connection_refused" });
});

test("an unknown error names what it was", () => {
  expect(classifyNetworkError(new Error("the wire burnt"))).toMatchObject({
    reaction: "retry",
    message: "the connection failed (the wire burnt)",
  });
});
