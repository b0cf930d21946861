import { describe, expect, test } from "vitest";
import { DayWindowClock, parseDayWindow } from "../../src/core/day-window.ts";

/** `open until …` or `closed until …`, in UTC, of the window that `text` says. */
function stateAt(text: string, time: string): string {
  const window = parseDayWindow(text);
  if (window === null) throw new Error(`${text} is no window`);
  const state = new DayWindowClock(window).stateAt(Date.parse(time));
  const until = state.kind === "open" ? state.closesAt : state.opensAt;
  return `${state.kind} until ${new Date(until).toISOString().replace(/:00\.000Z$/, "Z")}`;
}

describe("an ordinary day", () => {
  test.each([
    ["08:00-18:00 UTC", "2026-11-22T07:59:59.999Z", "closed until 2026-11-22T08:00Z"],
    ["08:00-18:00 UTC", "2026-11-22T08:00:00Z", "open until 2026-11-22T18:00Z"],
    ["08:00-18:00 UTC", "2026-11-22T17:59:59.999Z", "open until 2026-11-22T18:00Z"],
    ["08:00-18:00 UTC", "2026-11-22T18:00:00Z", "closed until 2026-11-23T08:00Z"],
    ["22:00-06:30 UTC", "2026-11-22T23:00:00Z", "open until 2026-11-23T06:30Z"],
    ["22:00-06:30 UTC", "2026-11-22T00:00:00Z", "open until 2026-11-22T06:30Z"],
    ["22:00-06:30 UTC", "2026-11-22T12:00:00Z", "closed until 2026-11-22T22:00Z"],
    ["20:00-24:00 UTC", "2026-11-22T23:59:00Z", "open until 2026-11-23T00:00Z"],
    ["20:00-00:00 UTC", "2026-11-22T23:59:00Z", "open until 2026-11-23T00:00Z"],
    ["20:00-24:00 UTC", "2026-11-22T00:00:00Z", "closed until 2026-11-22T20:00Z"],
    ["00:30-08:30 Asia/Shanghai", "2026-11-22T16:29:30Z", "closed until 2026-11-22T16:30Z"],
    ["00:30-08:30 Asia/Kathmandu", "2026-11-22T00:00:00Z", "open until 2026-11-22T02:45Z"],
  ])("%s at %s: %s", (window, time, state) => {
    expect(stateAt(window, time)).toBe(state);
  });
});

/** In Berlin 02:00 became 03:00 on 2026-03-29 at 01:00Z, and 03:00 became 02:00 on 2026-10-25 at 01:00Z. */
describe("a change of the clocks", () => {
  test.each([
    ["22:00-06:00 Europe/Berlin", "2026-03-28T22:00:00Z", "open until 2026-03-29T04:00Z"],
    ["22:00-06:00 Europe/Berlin", "2026-10-24T21:00:00Z", "open until 2026-10-25T05:00Z"],
    // The clocks skip the time at which it opens, or closes.
    ["02:30-04:00 Europe/Berlin", "2026-03-29T00:00:00Z", "closed until 2026-03-29T01:00Z"],
    ["01:00-02:30 Europe/Berlin", "2026-03-29T00:30:00Z", "open until 2026-03-29T01:00Z"],
    ["02:15-02:45 Europe/Berlin", "2026-03-29T00:00:00Z", "closed until 2026-03-30T00:15Z"],
    // The hour comes twice.
    ["02:15-02:45 Europe/Berlin", "2026-10-25T00:50:00Z", "closed until 2026-10-25T01:15Z"],
    ["00:00-24:00 Europe/Berlin", "2026-10-25T12:00:00Z", "open until 2026-10-25T23:00Z"],
  ])("%s at %s: %s", (window, time, state) => {
    expect(stateAt(window, time)).toBe(state);
  });
});

test("without a time zone the machine's own counts", () => {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const time = "2026-11-22T12:34:56Z";
  expect(stateAt("08:00-18:00", time)).toBe(stateAt(`08:00-18:00 ${zone}`, time));
});
