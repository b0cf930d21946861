import type original from "string-width";

/** Printable ASCII, and what our tables are drawn with: one cell each. */
const NARROW = /^[\u0020-\u007e–…·]*$/;

/**
 * string-width, loaded when text needs it: it compiles regular expressions over all of Unicode, which takes 20 ms, and
 * yargs imports it for every command.
 */
// oxlint-disable-next-line import/no-default-export -- what it stands in for is a default export
export default function stringWidth(...[text, options]: Parameters<typeof original>): number {
  if (options === undefined && NARROW.test(text)) return text.length;
  const { default: width }: { readonly default: typeof original } = require("string-width");
  return width(text, options);
}
