import { expect, test } from "vitest";
import { parseProxy } from "../../src/core/proxy-server.ts";

test.each([
  ["http://proxy.example.com:3128", { hostname: "proxy.example.com", port: 3128, authorization: null, secrets: [] }],
  ["http://proxy.example.com", { port: 80 }],
  ["https://proxy.example.com/", { protocol: "https:", port: 443, shown: "https://proxy.example.com" }],
  ["http://[fd00::1]:3128", { hostname: "fd00::1", shown: "http://[fd00::1]:3128" }],
  [
    "HTTP://eva:p%40ss@proxy.example.com:3128",
    {
      authorization: "Basic ZXZhOnBAc3M=",
      secrets: ["p@ss", "p%40ss", "ZXZhOnBAc3M="],
      shown: "http://proxy.example.com:3128",
    },
  ],
  ["http://token@proxy.example.com", { authorization: "Basic dG9rZW46", secrets: ["token", "token", "dG9rZW46"] }],
])("%s is a proxy", (text, expected) => {
  expect(parseProxy(text)).toMatchObject({ kind: "proxy", proxy: expected });
});

test.each([
  ["proxy.example.com:3128", "is no URL of a proxy"],
  ["", "is no URL of a proxy"],
  ["http://", "is no URL of a proxy"],
  ["http://eva:secret99@host name:3128", "is no URL of a proxy"],
  ["http://eva:secret99%@proxy:3128", "is no URL of a proxy"],
  ["http://eva:secret99@proxy:99999", "is no URL of a proxy"],
  ["ftp://eva:secret99@proxy", "is no HTTP proxy"],
  ["socks5://eva:secret99@proxy:1080", "names a SOCKS proxy, which is not supported"],
  ["socks5h://eva:secret99@proxy:1080", "names a SOCKS proxy, which is not supported"],
  ["http://eva:secret99@proxy:3128/path", "holds more than the address of a proxy"],
  ["http://eva:secret99@proxy:3128/?q", "holds more than the address of a proxy"],
])("%s is none, and the message says no more of it than its scheme", (text, what) => {
  const parsed = parseProxy(text);
  expect(parsed).toMatchObject({ kind: "fault", fault: { what } });
  expect(JSON.stringify(parsed)).not.toContain("secret99");
});
