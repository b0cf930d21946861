import { binomialUpperTail } from "./binomial.ts";

/** Of pairs of yes or no: how many are yes only in the candidate, and how many only in the baseline. */
export interface Discordant {
  readonly gained: number;
  readonly lost: number;
}

/** p values of the exact McNemar test; 1 where no pair is discordant. */
export interface McNemar {
  readonly twoSided: number;
  /** Against "the candidate is not worse": small when losses prevail. */
  readonly worse: number;
  /** Against "the candidate is not better": small when gains prevail. */
  readonly better: number;
}

/**
 * The exact McNemar test: under no difference each discordant pair is a gain or a loss with probability 1/2. Two-sided is
 * twice the smaller tail. McNemar, Psychometrika 12 (1947); exact form as in Fagerland, Lydersen & Laake, BMC Medical
 * Research Methodology 13 (2013).
 */
export function mcNemar({ gained, lost }: Discordant): McNemar {
  const discordant = gained + lost;
  const worse = binomialUpperTail(lost, discordant, 0.5);
  const better = binomialUpperTail(gained, discordant, 0.5);
  return { worse, better, twoSided: Math.min(1, 2 * Math.min(worse, better)) };
}
