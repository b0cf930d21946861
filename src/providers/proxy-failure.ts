import { oneLine } from "./one-line.ts";
import type { NetworkFailure } from "./network-failure.ts";
import type { ProxyError } from "./proxy-error.ts";

const LOGIN = "write user and password into `proxy` or HTTPS_PROXY";
const ALLOW =
  "ask whoever runs it to allow the endpoint's host and port, or set `proxy` to false or NO_PROXY to go without it";

/** What a failing proxy means; `classifyCause` says what the error means that kept it from being reached. */
export function classifyProxyError(
  { proxy, problem }: ProxyError,
  classifyCause: (cause: unknown) => NetworkFailure,
): NetworkFailure {
  if (problem.kind === "unreachable") {
    const { reaction, errorCode, message } = classifyCause(problem.cause);
    const inPlace = message.replaceAll("`baseUrl`", "`proxy` or HTTPS_PROXY");
    return { reaction, errorCode: `proxy_${errorCode}`, message: `the proxy ${proxy} cannot be used: ${inPlace}` };
  }
  const { status } = problem;
  const answer = `the proxy ${proxy} answered ${oneLine(`${status} ${problem.reason}`.trim(), 80)} to CONNECT`;
  if (status === 407) {
    return { reaction: "stop", errorCode: "proxy_authentication", message: `${answer}: it wants a login; ${LOGIN}` };
  }
  const isPassing = status >= 500 || status === 408 || status === 425 || status === 429;
  return isPassing
    ? { reaction: "retry", errorCode: "proxy_gateway", message: `${answer}: it does not get through to the endpoint` }
    : { reaction: "stop", errorCode: "proxy_forbidden", message: `${answer}: it lets nobody through; ${ALLOW}` };
}
