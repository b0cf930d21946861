import { draw, type Fingerprint } from "./random.ts";

const shortest = 2;
const spread = 5;
const purpose = 2000;

/** Cuts a text into pieces of two to six characters, as tokens come; never within a surrogate pair. */
export function splitText(text: string, request: Fingerprint): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + shortest + Math.floor(draw(request, purpose + start) * spread));
    if (isLowHalf(text.charCodeAt(end))) end += 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
