/** What kept a proxy from taking a request on. */
export type ProxyProblem =
  /** It could not be reached, or hung up; `cause` is Node's error. */
  | { readonly kind: "unreachable"; readonly cause: unknown }
  /** It answered the CONNECT with another status than 2xx. */
  | { readonly kind: "refused"; readonly status: number; readonly reason: string };

/** A connection that failed at the proxy, before the endpoint was asked. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  /** The proxy's URL without its credential. */
  readonly proxy: string;
  readonly problem: ProxyProblem;

  constructor(proxy: string, problem: ProxyProblem) {
    super(`the proxy ${proxy} failed`, problem.kind === "unreachable" ? { cause: problem.cause } : undefined);
    this.proxy = proxy;
    this.problem = problem;
  }
}
