/** `text` as one line: white space runs become a space, and what is longer than `longest` characters ends in "…". */
export function oneLine(text: string, longest: number): string {
  // A body can be megabytes of white space: no more than needed is looked at.
  const line = text
    .slice(0, longest * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1).toWellFormed()}…` : line;
}
