import { checkTail, type Estimate } from "./estimate.ts";
import { robustError } from "./robust-error.ts";
import { studentTQuantile } from "./student-t.ts";
import { ratioOf, type Sums } from "./sums.ts";

/**
 * A ratio of sums (a mean, say) with Student's t interval around it, value ± t · standard error, the error robust to
 * clusters (see `robustError`). Unbounded where there are fewer than two units. Null where the denominators sum to 0.
 */
export function tEstimate(sums: Sums, clustered: boolean): Estimate | null {
  const value = ratioOf(sums);
  if (!Number.isFinite(value)) return null;
  const method = clustered ? "t, clustered" : "t";
  const error = robustError(sums);
  if (error === null) {
    return { value, standardError: Infinity, method, bounds: () => ({ lower: -Infinity, upper: Infinity }) };
  }
  return {
    value,
    standardError: error.standardError,
    method,
    bounds(tail) {
      checkTail(tail);
      const reach = studentTQuantile(1 - tail, error.degrees) * error.standardError;
      return { lower: value - reach, upper: value + reach };
    },
  };
}
