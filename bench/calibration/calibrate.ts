import { compareFigure } from "../../src/compare/compare-figure.ts";
import type { FigureKind } from "../../src/compare/figure.ts";
import { judge } from "../../src/compare/gate.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { seededRandom } from "../../src/stats/random.ts";
import {
  answers,
  clusteredAnswers,
  lognormal,
  lognormalQuantileDifference,
  type Drawn,
  type Population,
} from "./populations.ts";

/** One line of the table: the share observed, beside its target. */
export interface Line {
  readonly title: string;
  readonly name: string;
  readonly share: number;
  readonly target: string;
  /** `too wide`: an interval that holds the truth more often than it need; missed on the safe side. */
  readonly outcome: "met" | "too wide" | "missed";
}

const MARGIN = 0.03;
/** Draws of each bootstrap; the 10,000 of the product would make this ten times as long. */
const DRAWS = 1000;
const SIZES = [50, 200, 1000];
const RATES = [0.5, 0.8, 0.95];

/** How often the gate fails, passes and decides, over `comparisons` simulations a line. */
export function* calibrateVerdicts(comparisons: number): Generator<Line> {
  const run = simulate(comparisons);
  for (const strict of [false, true]) {
    const title = `The same model twice, margin 3 pp${strict ? ", strict" : ""}: fails`;
    for (const rate of RATES) {
      for (const size of SIZES) {
        const target: Target = { of: { kind: "binary" }, verdict: "fail", strict, atMost: 0.05 };
        const discordance = discordanceAt(rate);
        yield run(title, `${size} prompts, ${rate} right`, size, answers(rate, discordance), target);
        const clustered = clusteredAnswers(rate, discordance, 0.3);
        yield run(title, `${size} prompts, ${rate} right, clusters of 5`, size, clustered, target);
      }
    }
  }
  yield* decisions(run);
}

/** How often two-sided 95 % intervals hold the truth, over `comparisons` simulations a line. */
export function* calibrateCoverage(comparisons: number): Generator<Line> {
  yield* coverage(simulate(comparisons));
}

/** Simulates one line. */
type Run = (title: string, name: string, size: number, population: Population, target: Target) => Line;

function simulate(comparisons: number): Run {
  return (title, name, size, population, target) =>
    lineOf(title, name, comparisons, target, (seed) =>
      hit(target, drawn(population, size, seed), population.truth, seed),
    );
}

function* decisions(run: Run): Generator<Line> {
  const of = { kind: "binary" } as const;
  const twice = "Twice the margin worse (-6 pp), 1,000 prompts: passes";
  for (const rate of RATES) {
    const discordance = Math.max(0.08, discordanceAt(rate));
    const target: Target = { of, verdict: "pass", strict: false, atMost: 0.05 };
    yield run(twice, `${rate} right`, 1000, answers(rate, discordance, 0.06), target);
    yield run(twice, `${rate} right, clusters of 5`, 1000, clusteredAnswers(rate, discordance, 0.3, 0.06), target);
  }
  const decides = "1,000 prompts, 10 % discordant, margin 3 pp";
  yield run(decides, "the same model passes", 1000, answers(0.8, 0.1), {
    of,
    verdict: "pass",
    strict: false,
    atLeast: 0.85,
  });
  yield run(decides, "-6 pp fails", 1000, answers(0.8, 0.1, 0.06), {
    of,
    verdict: "fail",
    strict: false,
    atLeast: 0.8,
  });
  yield run(decides, "-3 pp, the margin itself, passes", 1000, answers(0.8, 0.1, 0.03), {
    of,
    verdict: "pass",
    strict: false,
    atMost: 0.05,
  });
  yield run(decides, "-3 pp, the margin itself, fails", 1000, answers(0.8, 0.1, 0.03), {
    of,
    verdict: "fail",
    strict: false,
    atMost: 0.05,
  });
}

function* coverage(run: Run): Generator<Line> {
  const title = "Two-sided 95 % intervals of the difference hold the truth";
  const covers = (of: FigureKind): Target => ({ of, covers: true });
  for (const size of SIZES) {
    for (const rate of RATES) {
      const discordance = Math.max(0.06, discordanceAt(rate));
      yield run(
        title,
        `${size} prompts, ${rate} right, -3 pp`,
        size,
        answers(rate, discordance, 0.03),
        covers({ kind: "binary" }),
      );
      const clustered = clusteredAnswers(rate, discordance, 0.3, 0.03);
      yield run(
        title,
        `${size} prompts, ${rate} right, -3 pp, clusters of 5`,
        size,
        clustered,
        covers({ kind: "binary" }),
      );
    }
    yield run(title, `${size} prompts, mean cost +10 %`, size, lognormal(1, 0.3, 1.1), covers({ kind: "continuous" }));
    const clustered = lognormal(0.5, 0.3, 1.1, 0.4);
    yield run(
      title,
      `${size} prompts, mean cost +10 %, clusters of 5`,
      size,
      clustered,
      covers({ kind: "continuous" }),
    );
    const relative = { ...lognormal(1, 0.3, 1.1), truth: 0.1 };
    yield run(title, `${size} prompts, relative change of cost +10 %`, size, relative, covers({ kind: "ratio" }));
  }
  for (const [p, size] of [
    [0.5, 50],
    [0.5, 200],
    [0.5, 1000],
    [0.95, 200],
    [0.95, 1000],
    [0.5, 6000],
    [0.95, 6000],
  ] as const) {
    const latency = { ...lognormal(0.5, 0.3, 1.1), truth: lognormalQuantileDifference(p, 0.5, 0.3, 1.1) };
    yield run(title, `${size} prompts, latency p${100 * p} +10 %`, size, latency, covers({ kind: "quantile", p }));
  }
}

/** How often one model asked twice disagrees with itself: less where it is nearly always right. */
function discordanceAt(rate: number): number {
  return 0.4 * 2 * rate * (1 - rate);
}

type Target =
  | { readonly of: FigureKind; readonly covers: true }
  | {
      readonly of: FigureKind;
      readonly verdict: Verdict["kind"];
      readonly strict: boolean;
      readonly atMost?: number;
      readonly atLeast?: number;
    };

function drawn(population: Population, size: number, seed: number): Drawn {
  return population.draw(size, seededRandom(Math.imul(seed, 0x9e3779b1)));
}

function hit(target: Target, { pairs, clusters }: Drawn, truth: number, seed: number): boolean {
  const figure = { name: "figure", direction: "higher is better", of: target.of, pairs, clusters } as const;
  const comparison = compareFigure(figure, { draws: DRAWS, seed });
  if ("covers" in target) {
    const { lower, upper } = comparison.difference?.bounds(0.025) ?? { lower: Infinity, upper: -Infinity };
    return lower <= truth && truth <= upper;
  }
  const [verdict] = judge([{ comparison, check: { kind: "regression", margin: MARGIN, strict: target.strict } }]);
  return verdict?.kind === target.verdict;
}

function lineOf(
  title: string,
  name: string,
  comparisons: number,
  target: Target,
  isHit: (seed: number) => boolean,
): Line {
  let hits = 0;
  for (let seed = 1; seed <= comparisons; seed++) if (isHit(seed)) hits += 1;
  const share = hits / comparisons;
  return { title, name, share, ...assess(target, share, comparisons) };
}

function assess(target: Target, share: number, comparisons: number): Pick<Line, "target" | "outcome"> {
  const slack = (goal: number) => 3 * Math.sqrt((goal * (1 - goal)) / comparisons);
  if ("covers" in target) {
    const outcome = share > 0.97 + slack(0.97) ? "too wide" : share >= 0.93 - slack(0.93) ? "met" : "missed";
    return { target: "93-97 %", outcome };
  }
  const { atMost = 1, atLeast = 0 } = target;
  const met = share <= atMost + slack(atMost) && share >= atLeast - slack(atLeast);
  const text = target.atLeast === undefined ? `≤ ${100 * atMost} %` : `≥ ${100 * atLeast} %`;
  return { target: text, outcome: met ? "met" : "missed" };
}
