/** What people write for a pass and for a failure. */
const PASSES = new Set([
  "true",
  "yes",
  "y",
  "pass",
  "passed",
  "correct",
  "right",
  "good",
  "是",
  "对",
  "正确",
  "通过",
  "√",
  "✓",
]);
const FAILS = new Set([
  "false",
  "no",
  "n",
  "fail",
  "failed",
  "incorrect",
  "wrong",
  "bad",
  "否",
  "错",
  "错误",
  "不通过",
  "×",
  "✗",
]);

/** The number that a human label stands for: itself, 1 for a pass, 0 for a failure; null where it stands for none. */
export function labelValue(cell: string): number | null {
  const word = cell.normalize("NFKC").trim().toLowerCase();
  if (PASSES.has(word)) return 1;
  if (FAILS.has(word)) return 0;
  const value = Number(word);
  return word === "" || !Number.isFinite(value) ? null : value;
}
