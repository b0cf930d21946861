import { expect, test } from "vitest";
import {
  formatCompact,
  formatCost,
  formatCount,
  formatDuration,
  formatLatency,
  formatPercent,
  formatQuantity,
} from "../../../src/cli/format/number.ts";

test("counts are grouped and unknown is not 0", () => {
  expect([formatCount(0), formatCount(1234567), formatCount(null)]).toEqual(["0", "1,234,567", "–"]);
});

test("numbers read as Intl writes them in English", () => {
  const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
  const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const powers = Array.from({ length: 15 }, (_, exponent) => 10 ** exponent);
  const counts = powers.flatMap((power) => [
    power - 1,
    power,
    1.05 * power,
    1.45 * power,
    9.994 * power,
    9.996 * power,
  ]);
  const numbers = [0, 999.94, 999.95, 999_949, 999_950, 12_345, 123_456_789, ...counts.map(Math.round)];
  expect(numbers.map(formatCompact)).toEqual(numbers.map((number) => compact.format(number)));
  expect(numbers.map(formatCount)).toEqual(numbers.map((number) => grouped.format(number)));
});

test("costs keep four significant digits however small they are", () => {
  const costs = [0, 0.00000012, 0.0123456, 1.5, 123.456, 12345.6].map((cost) => formatCost(cost, "CNY"));
  expect(costs).toEqual(["0 CNY", "0.00000012 CNY", "0.01235 CNY", "1.500 CNY", "123.5 CNY", "12,346 CNY"]);
  expect([formatCost(null, "USD"), formatCost(2, null)]).toEqual(["–", "2.000"]);
});

test("latencies change their unit at a second", () => {
  expect([0, 85.4, 999.4, 999.6, 1250, 12_345, 124_000].map(formatLatency)).toEqual([
    "0 ms",
    "85 ms",
    "999 ms",
    "1.00 s",
    "1.25 s",
    "12.3 s",
    "124 s",
  ]);
});

test("durations read like a clock", () => {
  expect([0, 7000, 754_000, 11_100_000, Infinity, null].map(formatDuration)).toEqual([
    "0:00",
    "0:07",
    "12:34",
    "3:05:00",
    "–",
    "–",
  ]);
});

test("100% is only said when everything is done", () => {
  expect([formatPercent(0, 3), formatPercent(2999, 3000), formatPercent(3000, 3000), formatPercent(0, 0)]).toEqual([
    "0%",
    "99%",
    "100%",
    "100%",
  ]);
});

test("one of a thing is singular", () => {
  expect([0, 1, 1200].map((count) => formatQuantity(count, "task"))).toEqual(["0 tasks", "1 task", "1,200 tasks"]);
});
