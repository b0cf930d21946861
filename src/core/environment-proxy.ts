import { isProxyExempt } from "./proxy-exempt.ts";

/** A proxy that the environment names. */
export interface EnvironmentProxy {
  /** The variable that named it. */
  readonly variable: string;
  /** A URL; it may hold a credential. */
  readonly url: string;
}

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "https:": ["https_proxy", "HTTPS_PROXY"],
  "http:": ["http_proxy", "HTTP_PROXY"],
};

/**
 * The proxy that the environment names for `url`; null for a direct connection. As with curl, lower case wins, `https_proxy`
 * is for https only, and a proxy without a scheme is an http one. Unlike curl, `HTTP_PROXY` counts too (curl passes it over
 * because of CGI programs), and as with Go a loopback address is never asked for through it.
 */
export function environmentProxy(
  url: URL,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentProxy | null {
  const variable = VARIABLES[url.protocol]?.find((name) => environment[name]?.trim());
  const value = variable === undefined ? undefined : environment[variable]?.trim();
  if (variable === undefined || value === undefined) return null;
  if (isProxyExempt(url, environment["no_proxy"] || environment["NO_PROXY"] || "")) return null;
  return { variable, url: /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}` };
}
