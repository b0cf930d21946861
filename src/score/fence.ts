import { createHash } from "node:crypto";

/** A text under judgement, by what it is: `answer`, `reference` …. */
export interface FencedText {
  readonly title: string;
  readonly text: string;
}

/**
 * The texts, each between two lines that carry a mark made of all of them. A text cannot hold the mark that its own hash
 * decides, so that none can pretend to end before its end; one that does by chance changes the mark.
 */
export function fence(texts: readonly FencedText[]): string {
  let mark = hash(JSON.stringify(texts));
  while (texts.some(({ text }) => text.includes(mark))) mark = hash(mark);
  return texts.map(({ title, text }) => `<<<${title} ${mark}\n${text}\n${mark} ${title}>>>`).join("\n\n");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
