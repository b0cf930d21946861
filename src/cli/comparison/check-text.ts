import type { ReportedCheck, ReportedGate } from "../../compare/report-gate.ts";
import type { InconclusiveCause } from "../../compare/verdict.ts";
import { formatCount } from "../format/number.ts";
import { printable } from "../format/text.ts";
import { formatChange, formatDifference, formatFigure, formatP } from "./figure-text.ts";

/** `qwen / v1: score.exact`, with the limit's side where it is one. */
export function checkTitle({ baseline, candidate, figure, check }: ReportedCheck): string {
  const arms = baseline === candidate ? candidate : `${baseline} -> ${candidate}`;
  const side = check.kind === "regression" ? "" : ` ${check.kind}`;
  return printable(`${arms}: ${figure}${side}`);
}

/** What was demanded, what came out, and why that is no pass where it is none; one sentence without a full stop. */
export function checkText(reported: ReportedCheck): string {
  const { check, verdict, value, unit } = reported;
  if (verdict.kind === "inconclusive" && verdict.because.kind !== "undecided") {
    return causeText(verdict.because, reported);
  }
  if (check.kind !== "regression") {
    const relation = check.kind === "min" ? "at least" : "at most";
    const limit = formatFigure(check.limit, unit);
    const found = formatFigure(value, unit);
    // What fails by less than is shown would look like a pass.
    const isNear = verdict.kind === "fail" && found === limit;
    return `${isNear ? `${check.kind === "min" ? "just below" : "just above"} ${limit}` : found}, demanded ${relation} ${limit}`;
  }
  const text = `${changeText(reported)} (margin ${size(check.margin, reported)})`;
  switch (verdict.kind) {
    case "pass":
      return text;
    case "fail":
      return verdict.because === "strict" ? `${text}, significantly worse (p ${formatP(verdict.p)})` : text;
    case "inconclusive":
      return `${text}; ${causeText(verdict.because, reported)}`;
  }
}

/** `PASS`, `FAIL` or `INCONCLUSIVE`. */
export function verdictWord({ verdict }: Pick<ReportedGate, "verdict">): string {
  return verdict.toUpperCase();
}

/** The difference with the one-sided bound that matters for its verdict. */
function changeText({ difference, lower, upper, direction, verdict, relative, unit }: ReportedCheck): string {
  const format = (value: number | null) => (relative ? formatChange(value) : formatDifference(value, unit));
  const isHigherBetter = direction === "higher is better";
  const bound = verdict.kind === "fail" ? (isHigherBetter ? upper : lower) : isHigherBetter ? lower : upper;
  const word = verdict.kind === "fail" ? "at best" : "at worst";
  return `${format(difference)}, ${word} ${bound === null ? "unbounded" : format(bound)}`;
}

function causeText(cause: InconclusiveCause, reported: ReportedCheck): string {
  switch (cause.kind) {
    case "undecided": {
      const { detectable, pairsIfAsObserved } = cause.plan;
      const settle = Number.isFinite(pairsIfAsObserved)
        ? `about ${formatCount(pairsIfAsObserved)} prompts settle it if the difference is as observed`
        : "the difference is the margin itself: no number of prompts settles it";
      return Number.isFinite(detectable) ? `${size(detectable, reported)} could have been detected; ${settle}` : settle;
    }
    case "one of many":
      return `worse (p ${formatP(cause.p)}), but not among ${cause.checks} checks (Holm: p ${formatP(cause.adjustedP)})`;
    case "too few equal pairs":
      return `${reported.difference === 0 ? "no pair differs" : "all pairs differ by the same"}, but only ${formatCount(reported.pairs)} were seen; ${formatCount(cause.needed)} are needed to rely on that`;
    case "no pairs":
      return "no prompt has the figure on both sides";
    case "no figure":
      return "there is no figure: the baseline's mean is 0";
    case "missing":
      return `${formatFigure(cause.share, "share")} of the prompts lack the figure on a side, more than ${formatFigure(cause.allowed, "share")}: no verdict`;
    case "missing differently":
      return `the figure is missing more often on one side (p ${formatP(cause.p)}): no verdict`;
  }
}

function size(amount: number, { relative, unit }: ReportedCheck): string {
  const text = relative ? formatChange(amount) : formatDifference(amount, unit);
  return text.replace(/^\+/, "");
}
