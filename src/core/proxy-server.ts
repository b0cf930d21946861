import type { Problem } from "./errors.ts";

/** A proxy that requests go through. It holds a credential: only `shown` may leave the process. */
export interface ProxyServer {
  readonly protocol: "http:" | "https:";
  /** Without brackets, also where it is an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`; null where the URL holds no user. */
  readonly authorization: string | null;
  /** What must not be seen: the password (or the user, where it stands alone), and both as the proxy gets them. */
  readonly secrets: readonly string[];
  /** The URL without its credential, e.g. `http://proxy.example.com:3128`. */
  readonly shown: string;
}

/** Why a text names no usable proxy; it never holds a part of the text that may be secret. */
export type ProxyFault = Pick<Problem, "what" | "found" | "expected" | "fix">;

export type ParsedProxy =
  | { readonly kind: "proxy"; readonly proxy: ProxyServer }
  | { readonly kind: "fault"; readonly fault: ProxyFault };

const EXPECTED = "a URL such as http://proxy.example.com:3128";
const DEFAULT_PORTS = { "http:": 80, "https:": 443 } as const;

/** Reads a proxy's URL; user and password in it may be percent-encoded. */
export function parseProxy(text: string): ParsedProxy {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return faulty({
      what: "is no URL of a proxy",
      expected: EXPECTED,
      fix: "Write http:// or https:// before the host",
    });
  }
  if (scheme.startsWith("socks")) {
    const fix = "Name the HTTP port of the proxy, or put an HTTP proxy such as privoxy before it";
    return faulty({
      what: "names a SOCKS proxy, which is not supported",
      found: `${scheme}://`,
      expected: EXPECTED,
      fix,
    });
  }
  const url = URL.parse(text);
  const credential = url === null ? null : credentialOf(url);
  if (url === null || url.hostname === "" || credential === null) {
    const fix = "Write the characters @ : / # ? % of a user name or password percent-encoded, e.g. %40 for @";
    return faulty({ what: "is no URL of a proxy", expected: EXPECTED, fix });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return faulty({ what: "is no HTTP proxy", found: `${scheme}://`, expected: EXPECTED });
  }
  if (url.pathname.length > 1 || url.search !== "" || url.hash !== "") {
    return faulty({
      what: "holds more than the address of a proxy",
      expected: EXPECTED,
      fix: "Leave out what follows the port",
    });
  }
  const { user, password } = credential;
  const login = `${user}:${password}`;
  const basic = Buffer.from(login).toString("base64");
  return {
    kind: "proxy",
    proxy: {
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: url.port === "" ? DEFAULT_PORTS[url.protocol] : Number(url.port),
      authorization: login === ":" ? null : `Basic ${basic}`,
      secrets:
        login === ":" ? [] : [password === "" ? user : password, password === "" ? url.username : url.password, basic],
      shown: `${url.protocol}//${url.host}`,
    },
  };
}

/** User and password decoded; null where they are not well-formed. */
function credentialOf(url: URL): { readonly user: string; readonly password: string } | null {
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function faulty(fault: ProxyFault): ParsedProxy {
  return { kind: "fault", fault };
}
