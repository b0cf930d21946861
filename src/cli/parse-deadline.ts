import { UsageError } from "./usage-error.ts";

/** A deadline as written: after a while, at the next time of day on this machine's clock, or at a moment. */
export type WrittenDeadline =
  | { readonly kind: "after"; readonly delayMs: number }
  | { readonly kind: "time-of-day"; readonly hours: number; readonly minutes: number }
  | { readonly kind: "at"; readonly text: string; readonly time: number };

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** Longer than any run; a later one is a slip of the unit. */
const LONGEST_DELAY_MS = 3650 * 86_400_000;

const DURATION = /^(?:\d+(?:\.\d+)?[dhms])+$/;
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** `90m`, `1h30m`, `07:00`, `2026-11-23T07:00` (local time) or with `Z` or an offset. */
export function parseDeadline(text: string): WrittenDeadline {
  const written = readDuration(text) ?? readTimeOfDay(text) ?? readMoment(text);
  if (written !== null) return written;
  throw new UsageError(
    `--deadline: found ${JSON.stringify(text)}, expected a duration like 90m or 2h, a time like 07:00, or ` +
      "2026-11-23T07:00",
  );
}

/** The moment that is meant at the wall-clock time `now`; throws a UsageError when it has passed. */
export function deadlineAt(written: WrittenDeadline, now: number): Date {
  switch (written.kind) {
    case "after":
      return new Date(now + written.delayMs);
    case "time-of-day": {
      const time = new Date(now);
      time.setHours(written.hours, written.minutes, 0, 0);
      if (time.getTime() <= now) time.setDate(time.getDate() + 1);
      return time;
    }
    case "at":
      if (written.time > now) return new Date(written.time);
      throw new UsageError(`--deadline: found ${JSON.stringify(written.text)}, expected a time that has not passed`);
  }
}

function readDuration(text: string): WrittenDeadline | null {
  if (!DURATION.test(text)) return null;
  const parts = text.matchAll(/([\d.]+)([dhms])/g);
  const delayMs = [...parts].reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
  return delayMs <= LONGEST_DELAY_MS ? { kind: "after", delayMs } : null;
}

function readTimeOfDay(text: string): WrittenDeadline | null {
  const [, hours, minutes] = TIME_OF_DAY.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return { kind: "time-of-day", hours: Number(hours), minutes: Number(minutes) };
}

/** Not so for 30 February, which Date takes for 2 March. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function readMoment(text: string): WrittenDeadline | null {
  if (!MOMENT.test(text)) return null;
  // A date alone would be taken as UTC, unlike a date with a time.
  const time = Date.parse(text.length === "2026-11-23".length ? `${text}T00:00` : text.replace(" ", "T"));
  return Number.isNaN(time) || !isDate(text.slice(0, "2026-11-23".length)) ? null : { kind: "at", text, time };
}
