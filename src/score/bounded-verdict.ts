import { binaryVerdict, type Verdict } from "./scorer.ts";

/** An amount as it is, or, with bounds, whether it lies within them. */
export function boundedVerdict(
  amount: number,
  unit: string,
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
): Verdict {
  if (min === undefined && max === undefined) return { value: amount, reason: null };
  const isBelow = min !== undefined && amount < min;
  const isAbove = max !== undefined && amount > max;
  const bound = isBelow ? `less than ${min}` : `more than ${max}`;
  return binaryVerdict(!isBelow && !isAbove, `${amount}${unit === "" ? "" : ` ${unit}`}, ${bound}`);
}
