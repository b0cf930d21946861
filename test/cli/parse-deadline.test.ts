import { expect, test } from "vitest";
import { deadlineAt, parseDeadline } from "../../src/cli/parse-deadline.ts";

const now = new Date(2026, 10, 22, 18, 30).getTime();
const at = (text: string) => deadlineAt(parseDeadline(text), now).getTime();

test.each([
  ["90s", 90_000],
  ["90m", 5_400_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["2d", 172_800_000],
])("%s is that long from now", (text, delayMs) => {
  expect(at(text)).toBe(now + delayMs);
});

test.each([
  ["19:00", new Date(2026, 10, 22, 19, 0)],
  ["07:00", new Date(2026, 10, 23, 7, 0)],
  ["18:30", new Date(2026, 10, 23, 18, 30)],
  ["2026-11-23", new Date(2026, 10, 23)],
  ["2026-11-23T07:00", new Date(2026, 10, 23, 7, 0)],
  ["2026-11-23 07:00:30", new Date(2026, 10, 23, 7, 0, 30)],
  ["2026-11-24T07:00Z", new Date(Date.UTC(2026, 10, 24, 7))],
  ["2026-11-24T07:00+08:00", new Date(Date.UTC(2026, 10, 23, 23))],
])("%s is that time, the next one where only hours are said", (text, expected) => {
  expect(at(text)).toBe(expected.getTime());
});

test.each([
  "",
  "soon",
  "90",
  "-5m",
  "25:00",
  "7",
  "07:60",
  "2026-13-01T00:00",
  "2027-02-29",
  "2027-02-30T07:00",
  "9999999d",
  "1h junk",
  "m",
  "NaNh",
])("%j is no deadline", (text) => {
  expect(() => parseDeadline(text)).toThrow(/--deadline: found .*, expected a duration like 90m or 2h/);
});

test("a moment that has passed is refused", () => {
  expect(() => at("2026-11-22T18:30")).toThrow("expected a time that has not passed");
});
