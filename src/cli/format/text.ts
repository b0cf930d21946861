import stringWidth from "string-width";

// C0 and C1 controls, line and paragraph separators, and the marks that reorder text on a terminal.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** `text` on one line and without anything a terminal would obey; endpoints and cells may hold escape sequences. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}

/** Terminal cells that `text` takes; East Asian wide characters take two. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** `text` cut to at most `width` terminal cells, with an ellipsis where something is missing. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return "";
  let kept = "";
  let keptWidth = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const segmentWidth = displayWidth(segment);
    if (keptWidth + segmentWidth > width - 1) break;
    kept += segment;
    keptWidth += segmentWidth;
  }
  return `${kept}…`;
}

/** `text` filled with spaces to `width` terminal cells; longer text stays as it is. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const filling = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + filling : filling + text;
}
