/**
 * `text` as one line: runs of white space and control characters (which would act on a terminal) become a space, and what
 * is longer than `longest` characters ends in "…".
 */
export function oneLine(text: string, longest: number): string {
  // A body can be megabytes: no more than needed is looked at.
  const line = text
    .trimStart()
    .slice(0, longest * 4)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1).toWellFormed()}…` : line;
}
