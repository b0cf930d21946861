/** What `JSON.parse` says is wrong, without its line and column, which count within the text alone. */
export function jsonFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(line \d+ column \d+\)$/, "");
}
