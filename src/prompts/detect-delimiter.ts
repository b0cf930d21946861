import { scanRecord } from "./scan-record.ts";

/** In the order of preference when the first record holds as many of one as of another. */
const CANDIDATES = [",", "\t", ";"];

/**
 * The delimiter that occurs most often in the first record outside of quotes; a comma when there is none.
 * Null when the text ends before that record does, so that more is needed to tell (unless `isWhole`).
 */
export function detectDelimiter(text: Uint8Array, quotes: boolean, isWhole: boolean): string | null {
  const counts = CANDIDATES.map(() => 0);
  const start = text.findIndex((byte) => byte !== 10 && byte !== 13);
  const candidates = CANDIDATES.map((candidate) => Buffer.from(candidate));
  const delimiter = (index: number) => {
    counts[index] = (counts[index] ?? 0) + 1;
  };
  const end = start === -1 ? null : scanRecord(text, start, candidates, quotes, { delimiter });
  if (end === null && !isWhole) return null;
  return CANDIDATES[counts.indexOf(Math.max(...counts))] ?? ",";
}
