import { expect, test } from "vitest";
import { readAnnouncements } from "../../src/providers/announcements.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

function read(headers: Readonly<Record<string, string>>) {
  return readAnnouncements((name) => headers[name] ?? null, NOW);
}

test("without such headers nothing is announced", () => {
  expect(read({ "content-type": "application/json", "retry-after": "2" })).toBeNull();
});

test("OpenAI: requests and tokens, with durations", () => {
  const headers = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-limit-tokens": "150000",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-reset-tokens": "6m0s",
  };
  expect(read(headers)).toEqual({
    requests: { remaining: 59, resetMs: 1000 },
    tokens: { remaining: 149_984, resetMs: 360_000 },
  });
});

test("Anthropic: its own names, reset at a date (RFC 3339)", () => {
  const headers = {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2026-11-22T12:00:01Z",
    "anthropic-ratelimit-tokens-remaining": "39000",
    "anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:30.5Z",
    "anthropic-ratelimit-input-tokens-remaining": "0",
    "anthropic-ratelimit-input-tokens-reset": "2026-11-22T12:10:00Z",
  };
  expect(read(headers)).toEqual({
    requests: { remaining: 49, resetMs: 1000 },
    tokens: { remaining: 39_000, resetMs: 30_500 },
  });
});

test.each([
  ["1s", 1000],
  ["6m0s", 360_000],
  ["120ms", 120],
  ["7.66s", 7660],
  ["1h2m3s", 3_723_000],
  ["30", 30_000],
  ["0.5", 500],
  [String(NOW / 1000 + 12), 12_000],
  [String(NOW + 12_345), 12_345],
  ["2026-11-22T12:00:05+00:00", 5000],
  ["2026-11-22T11:00:00Z", 0],
])("a limit that is reset at %s is renewed in %i ms", (reset, resetMs) => {
  const headers = { "x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": reset };
  expect(read(headers)?.requests).toEqual({ remaining: 3, resetMs });
});

test.each([
  ["no reset", { "x-ratelimit-remaining-requests": "3" }],
  ["an illegible reset", { "x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "soon" }],
  ["an illegible rest", { "x-ratelimit-remaining-requests": "plenty", "x-ratelimit-reset-requests": "1s" }],
  ["less than nothing", { "x-ratelimit-remaining-requests": "-1", "x-ratelimit-reset-requests": "1s" }],
])("%s announces nothing", (_name, headers) => {
  expect(read(headers)).toBeNull();
});

test("one illegible limit does not hide the other", () => {
  const headers = {
    "x-ratelimit-remaining-requests": "?",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-remaining-tokens": "10",
    "x-ratelimit-reset-tokens": "1s",
  };
  expect(read(headers)).toEqual({ requests: null, tokens: { remaining: 10, resetMs: 1000 } });
});
