import { BlockList, isIP } from "node:net";

/**
 * Whether requests to `url` bypass the environment's proxy: loopback addresses always, else what `list` (NO_PROXY) names,
 * separated by commas or blanks: `*`, a host with all below it (a leading `.` or `*.` says no more), an IP address, a range
 * such as `10.0.0.0/8`, each but the range also with a port.
 */
export function isProxyExempt(url: URL, list: string): boolean {
  const host = withoutBrackets(url.hostname).replace(/\.$/, "").toLowerCase();
  if (isLoopback(host)) return true;
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return list.split(/[\s,]+/).some((entry) => entry !== "" && matches(entry.toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInRange(entry, host);
  const [, bare = "", entryPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [null, entry];
  if (entryPort !== undefined && entryPort !== port) return false;
  const name = withoutBrackets(bare)
    .replace(/^\*?\./, "")
    .replace(/\.$/, "");
  if (name === "") return false;
  if (isIP(name) !== 0) return isSameAddress(name, host);
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function isSameAddress(address: string, host: string): boolean {
  return isIP(host) !== 0 && isInRange(`${address}/${isIP(address) === 4 ? 32 : 128}`, host);
}

function isInRange(range: string, host: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const family = isIP(withoutBrackets(network));
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  if (family === 0 || isIP(host) === 0 || prefix > (family === 4 ? 32 : 128)) return false;
  const addresses = new BlockList();
  addresses.addSubnet(withoutBrackets(network), prefix, family === 4 ? "ipv4" : "ipv6");
  return addresses.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
