import type { FailureGroup } from "../store/store.ts";
import { formatCount } from "./format/number.ts";
import { pad, printable, truncate } from "./format/text.ts";

const LONGEST_MESSAGE = 200;

/** Failures and refusals by reason, most frequent first, with one example each; null when there are none. */
export function renderFailures(failures: readonly FailureGroup[], models: readonly string[]): string | null {
  if (failures.length === 0) return null;
  const sorted = failures.toSorted((a, b) => b.count - a.count);
  const counts = sorted.map(({ count }) => formatCount(count));
  const width = Math.max(...counts.map((text) => text.length));
  const lines = sorted.flatMap(({ lane, kind, code, example }, index) => [
    `  ${pad(counts[index] ?? "", width, "right")} × ${printable(models[lane] ?? String(lane))}: ${kind}, ${printable(code)}`,
    `  ${" ".repeat(width)}   e.g. ${printable(example.promptId)}: ${truncate(printable(example.message), LONGEST_MESSAGE)}`,
  ]);
  return ["Failed and refused, by reason:", ...lines].join("\n");
}
