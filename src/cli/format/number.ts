/** What stands for a number that nobody reported. */
export const UNKNOWN = "–";

/** What stands for a thousand, a million …; Intl knows it too, and takes 20 ms to load. */
const COMPACT_UNITS = ["", "K", "M", "B", "T"];

/** `1,234`; null is unknown. */
export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : grouped(count);
}

/** `1.2K`, for places that are narrow and change fast. */
export function formatCompact(count: number): string {
  let unit = 1;
  let index = 0;
  while (tenthsOf(count, unit) >= 1000 && index < COMPACT_UNITS.length - 1) {
    unit *= 1000;
    index += 1;
  }
  return `${tenthsOf(count, unit)}${COMPACT_UNITS[index]}`;
}

/** Four significant digits and the currency, `0.01234 CNY`; null is unknown. */
export function formatCost(cost: number | null, currency: string | null): string {
  if (cost === null) return UNKNOWN;
  const amount = cost === 0 ? "0" : cost >= 1000 ? grouped(cost) : cost.toPrecision(4);
  // Very small amounts would otherwise read 1.200e-7.
  const plain = amount.includes("e") ? cost.toFixed(10).replace(/0+$/, "") : amount;
  return currency === null ? plain : `${plain} ${currency}`;
}

/** Milliseconds as a person reads a latency: `85 ms`, `1.25 s`, `74 s`; null is unknown. */
export function formatLatency(latencyMs: number | null): string {
  if (latencyMs === null) return UNKNOWN;
  if (latencyMs < 999.5) return `${Math.round(latencyMs)} ms`;
  const seconds = latencyMs / 1000;
  return seconds < 9.995 ? `${seconds.toFixed(2)} s` : `${seconds.toFixed(seconds < 99.5 ? 1 : 0)} s`;
}

/** Milliseconds as a clock: `0:07`, `12:34`, `3:05:00`; null is unknown. */
export function formatDuration(durationMs: number | null): string {
  if (durationMs === null || !Number.isFinite(durationMs)) return UNKNOWN;
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** Share of the whole, rounded down so that 100 % means everything. */
export function formatPercent(part: number, whole: number): string {
  return `${whole === 0 ? 100 : Math.floor((part / whole) * 100)}%`;
}

/** `1 task`, `1,200 tasks`. */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Most decimals that are spent on not rounding to what a value is not. */
const MOST_DECIMALS = 6;

/**
 * At most `decimals` decimals, or more where the value would else round to 0 or to `end`, which it is not: 99.96 of 100
 * stays `99.96`.
 */
export function formatDecimals(value: number, decimals: number, end = Infinity): string {
  const isEnd = (number: number) => number === 0 || Math.abs(number) === end;
  let digits = decimals;
  while (!isEnd(value) && isEnd(Number(value.toFixed(digits))) && digits < MOST_DECIMALS) digits += 1;
  const [whole = "", rest] = withoutZeros(value.toFixed(digits)).split(".");
  const text = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return rest === undefined ? text : `${text}.${rest}`;
}

/** Four significant digits, or more where a value would else round to the 1 that it is not; from 1,000 on whole. */
export function formatSignificant(value: number): string {
  if (Math.abs(value) >= 1000) return grouped(value);
  const digits = [4, 5, 6, 7].find((count) => Math.abs(Number(value.toPrecision(count))) !== 1) ?? 4;
  const text = String(Number(value.toPrecision(digits)));
  // Very small amounts would otherwise read 1.2e-7.
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  return text.includes("e") ? withoutZeros(value.toFixed(Math.min(100, decimals))) : text;
}

function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function grouped(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** How many of `unit`, rounded to tenths. */
function tenthsOf(count: number, unit: number): number {
  return Math.round((count * 10) / unit) / 10;
}
