import { expect, test } from "vitest";
import { isProxyExempt } from "../../src/core/proxy-exempt.ts";

test.each<[url: string, list: string, exempt: boolean]>([
  ["https://api.example.com/v1", "", false],
  ["https://api.example.com/v1", "*", true],
  ["https://api.example.com/v1", "example.com", true],
  ["https://api.example.com/v1", ".example.com", true],
  ["https://example.com/v1", ".example.com", true],
  ["https://api.example.com/v1", "*.example.com", true],
  ["https://api.EXAMPLE.com/v1", "Example.COM.", true],
  ["https://notexample.com/v1", "example.com", false],
  ["https://example.com.evil.test/v1", "example.com", false],
  ["https://api.example.com/v1", "other.test, api.example.com", true],
  ["https://api.example.com/v1", "other.test api.example.com", true],
  ["https://api.example.com/v1", "api.example.com:443", true],
  ["https://api.example.com/v1", "api.example.com:80", false],
  ["http://api.example.com:8000/v1", "api.example.com:8000", true],
  ["http://10.1.2.3:8000/v1", "10.0.0.0/8", true],
  ["http://11.1.2.3:8000/v1", "10.0.0.0/8", false],
  ["http://10.1.2.3:8000/v1", "10.1.2.3", true],
  ["http://10.1.2.3:8000/v1", "1.2.3", false],
  ["http://10.1.2.3:8000/v1", "10.0.0.0/99", false],
  ["http://10.1.2.3:8000/v1", "10.0.0.0/", false],
  ["http://[fd00::1]:8000/v1", "fd00::/8", true],
  ["http://[fd00::1]:8000/v1", "[fd00::1]:8000", true],
  ["http://[fd00::1]:8000/v1", "fd00:0::1", true],
  ["http://10.host.test/v1", "10.0.0.0/8", false],
  ["http://localhost:11434/v1", "", true],
  ["http://gpu.localhost/v1", "", true],
  ["http://127.0.0.1:8000/v1", "", true],
  ["http://127.8.9.1:8000/v1", "", true],
  ["http://[::1]:8000/v1", "", true],
  ["http://127.example.com/v1", "", false],
  ["https://api.example.com/v1", ",, , .,:80,/8,[]", false],
])("%s with NO_PROXY %j: %s", (url, list, exempt) => {
  expect(isProxyExempt(new URL(url), list)).toBe(exempt);
});
