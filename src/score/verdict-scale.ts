import type { JudgeConfig } from "../core/scorer-config.ts";
import type { VerdictForm } from "./find-verdict.ts";

/** A grade on its scale. */
export interface Grade {
  /** 0 to 1: the place on the scale, or what the label stands for. */
  readonly value: number;
  /** As the judge said it: `4 of 1 to 5`, `correct`. */
  readonly said: string;
}

const GRADE_KEYS = [
  "score",
  "rating",
  "grade",
  "verdict",
  "label",
  "评分",
  "得分",
  "分数",
  "打分",
  "评级",
  "等级",
  "结论",
  "判定",
  "判断",
  "标签",
];

/** How a judge's grade is read on the scale, or among the labels, that its scorer asks for. */
export function gradeForm({ scale, labels }: Pick<JudgeConfig, "scale" | "labels">): VerdictForm<Grade> {
  if (labels !== undefined) return { keys: GRADE_KEYS, read: (text) => readLabel(text, Object.entries(labels)) };
  return { keys: GRADE_KEYS, read: (text) => readNumber(text, scale) };
}

function readNumber(text: string, { min, max }: JudgeConfig["scale"]): Grade | null {
  const match = /^([+-]?\d+(?:\.\d+)?)(?!\.?\d|\s*%)(?:\s*分)?(?:\s*(?:\/|out of|of)\s*(\d+(?:\.\d+)?))?(.*)/su.exec(
    text,
  );
  if (match === null) return null;
  const [, number, of, rest = ""] = match;
  const score = Number(number);
  // "4/10" was given on another scale, and "3-4" is no score at all.
  if (of !== undefined && Number(of) !== max) return null;
  if (/^\s*(?:[-–—~]|to\b|or\b|至|到|或)\s*\d/u.test(rest) || score < min || score > max) return null;
  return { value: (score - min) / (max - min), said: `${score} of ${min} to ${max}` };
}

/** The label that a text begins with; of several the longest. */
function readLabel(text: string, labels: readonly (readonly [label: string, value: number])[]): Grade | null {
  const folded = text.normalize("NFKC").toLowerCase();
  const begins = ([label]: readonly [string, number]): boolean => {
    const start = label.normalize("NFKC").toLowerCase();
    return folded.startsWith(start) && !/^[\p{L}\p{N}_]/u.test(folded.slice(start.length));
  };
  const [longest] = labels.filter(begins).toSorted(([a], [b]) => b.length - a.length);
  return longest === undefined ? null : { value: longest[1], said: longest[0] };
}

/** The value that a human label stands for on the same scale, or null. */
export function gradeOfLabel(cell: string, config: Pick<JudgeConfig, "scale" | "labels">): number | null {
  return gradeForm(config).read(cell.normalize("NFKC").trim())?.value ?? null;
}
