import type { NumberConfig } from "../core/scorer-config.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { extractNumber, type FoundNumber } from "./extract-number.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";

/** Binary fractions must not decide: 0.1 + 0.2 is within 0 of 0.3. */
const ROUNDING = 1e-12;

/** 1 when the number in the completion is close enough to an expected one. */
export function numberRule(config: NumberConfig): ScoringRule {
  const expected = expectedValues(config);
  return {
    columns: expected.columns,
    check(columns) {
      const wrong = expected.of(columns).find((value) => extractNumber(value, "first") === null);
      if (wrong === undefined) return null;
      return { column: config.column ?? null, what: "holds no number", found: quote(wrong), expected: "a number" };
    },
    score({ prompt, text }) {
      const wanted = expected.of(prompt.columns).map((value) => extractNumber(value, "first"));
      if (wanted.length === 0) return noExpected(config);
      const found = extractNumber(text, config.take);
      if (found === null) return binaryVerdict(false, "there is no number in it");
      const isPass = wanted.some((number) => number !== null && isClose(found, number, config));
      const list = wanted.map((number) => number?.text ?? "").join(" or ");
      return binaryVerdict(isPass, `${found.text} is not ${list}`, found.text);
    },
  };
}

/** Where only one of the two is a percentage, 45 % may stand for 45 or for 0.45. */
function isClose(found: FoundNumber, wanted: FoundNumber, { absolute, relative }: NumberConfig): boolean {
  const isMixed = found.isPercent !== wanted.isPercent;
  const readings = isMixed ? [found.value, found.isPercent ? found.value / 100 : found.value * 100] : [found.value];
  const tolerance = Math.max(absolute, Math.max(relative, ROUNDING) * Math.abs(wanted.value));
  return readings.some((value) => Math.abs(value - wanted.value) <= tolerance);
}
