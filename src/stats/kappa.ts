import { checkTail, type Estimate } from "./estimate.ts";
import { normalQuantile } from "./normal.ts";
import { proportion } from "./proportion.ts";

/**
 * Cohen's κ, the agreement of two raters beyond chance, of a square table of counts (one rater's categories down, the
 * other's across): Cohen, Educational and Psychological Measurement 20 (1960). The interval is normal with the error of
 * Fleiss, Cohen & Everitt, Psychological Bulletin 72 (1969); where the raters agree on everything that error is 0, and
 * Wilson's bound on the agreement takes its place. Unbounded (-1 to 1) where it is 0 otherwise, as with a rater of one category. Null without ratings, and where both only ever used one same category.
 */
export function cohenKappa(table: readonly (readonly number[])[]): Estimate | null {
  if (table.some((row) => row.length !== table.length)) throw new RangeError("a table of two raters is square");
  const ratings = table.flat().reduce((sum, count) => sum + count, 0);
  const down = table.map((row) => row.reduce((sum, count) => sum + count, 0) / ratings);
  const across = table.map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0) / ratings);
  const agreed = table.reduce((sum, row, category) => sum + (row[category] ?? 0), 0);
  const agreement = agreed / ratings;
  const chance = down.reduce((sum, share, category) => sum + share * (across[category] ?? 0), 0);
  if (ratings === 0 || chance === 1) return null;
  const value = (agreement - chance) / (1 - chance);
  const standardError = fleissError({
    shares: table.map((row) => row.map((n) => n / ratings)),
    down,
    across,
    value,
    chance,
  });
  return {
    value,
    standardError: standardError / Math.sqrt(ratings),
    method: "normal",
    bounds(tail) {
      checkTail(tail);
      const reach = (normalQuantile(1 - tail) * standardError) / Math.sqrt(ratings);
      const least = agreed === ratings ? (proportion(agreed, ratings)?.bounds(tail).lower ?? 0) : null;
      if (least !== null) return { lower: (least - chance) / (1 - chance), upper: 1 };
      // A rater who only ever used one category: the error is 0, and says nothing.
      if (standardError === 0) return { lower: -1, upper: 1 };
      return { lower: Math.max(-1, value - reach), upper: Math.min(1, value + reach) };
    },
  };
}

interface KappaTerms {
  readonly shares: readonly (readonly number[])[];
  readonly down: readonly number[];
  readonly across: readonly number[];
  readonly value: number;
  readonly chance: number;
}

/** The standard error of κ for one rating. */
function fleissError({ shares, down, across, value, chance }: KappaTerms): number {
  const rest = 1 - value;
  let sum = 0;
  for (const [row, cells] of shares.entries()) {
    for (const [column, share] of cells.entries()) {
      sum +=
        row === column
          ? share * (1 - ((down[row] ?? 0) + (across[row] ?? 0)) * rest) ** 2
          : share * (((across[row] ?? 0) + (down[column] ?? 0)) * rest) ** 2;
    }
  }
  return Math.sqrt(Math.max(0, sum - (value - chance * rest) ** 2)) / (1 - chance);
}
