const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Larger plain numbers are a date (Unix seconds or milliseconds), not a duration. */
const EARLIEST_UNIX_SECONDS = 1e9;
const EARLIEST_UNIX_MS = 1e12;

/**
 * How long it is until what a reset header names, milliseconds: `6m0s`, `1.5s`, `120ms`, RFC 3339, seconds, or a Unix date.
 * Null when it is not legible. `now` is milliseconds since the Unix epoch.
 */
export function readResetMs(text: string, now: number): number | null {
  const number = readDecimal(text);
  if (number !== null) {
    if (number >= EARLIEST_UNIX_MS) return Math.max(0, number - now);
    return number >= EARLIEST_UNIX_SECONDS ? Math.max(0, number * 1000 - now) : number * 1000;
  }
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return readUntilDate(text, now);
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ""] ?? 0), 0);
}

/** A number without sign or exponent, or null. */
export function readDecimal(text: string): number | null {
  return /^\s*\d{1,15}(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/**
 * How long it is until a date, milliseconds; one that is over means now. Without a time it is no date: `Date.parse` takes
 * "-1" for a year and "error 12" for a month.
 */
export function readUntilDate(text: string, now: number): number | null {
  const date = /\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
