import { expect, test } from "vitest";
import { environmentProxy } from "../../src/core/environment-proxy.ts";

const HTTPS = new URL("https://api.example.com/v1");
const HTTP = new URL("http://api.example.com/v1");

test.each<[string, URL, Record<string, string>, string | null]>([
  [
    "https_proxy before HTTPS_PROXY",
    HTTPS,
    { HTTPS_PROXY: "http://b", https_proxy: "http://a" },
    "https_proxy http://a",
  ],
  ["HTTPS_PROXY", HTTPS, { HTTPS_PROXY: "http://b" }, "HTTPS_PROXY http://b"],
  ["not HTTP_PROXY for https", HTTPS, { HTTP_PROXY: "http://b", http_proxy: "http://a" }, null],
  ["http_proxy before HTTP_PROXY", HTTP, { HTTP_PROXY: "http://b", http_proxy: "http://a" }, "http_proxy http://a"],
  ["HTTP_PROXY, which curl passes over", HTTP, { HTTP_PROXY: "http://b" }, "HTTP_PROXY http://b"],
  ["nothing for an empty one", HTTPS, { HTTPS_PROXY: "", https_proxy: " " }, null],
  ["http:// where no scheme is given", HTTPS, { HTTPS_PROXY: "proxy:3128" }, "HTTPS_PROXY http://proxy:3128"],
  ["nothing for what NO_PROXY names", HTTPS, { HTTPS_PROXY: "http://b", NO_PROXY: "example.com" }, null],
  [
    "no_proxy before NO_PROXY",
    HTTPS,
    { HTTPS_PROXY: "http://b", NO_PROXY: "*", no_proxy: "x" },
    "HTTPS_PROXY http://b",
  ],
])("it takes %s", (_name, url, environment, expected) => {
  const found = environmentProxy(url, environment);
  expect(found === null ? null : `${found.variable} ${found.url}`).toBe(expected);
});
