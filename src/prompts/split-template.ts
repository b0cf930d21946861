/** A piece of a template's text: literal, or the column that stands there. */
export type TemplatePart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "column"; readonly name: string }
  /** A placeholder that names no column. */
  | { readonly kind: "unknown"; readonly name: string };

/**
 * Splits a template's text at its `{{column}}` placeholders; spaces inside the braces are allowed. A column may have any
 * characters in its name, braces included. `{{}}` is literal text.
 */
export function splitTemplate(text: string, columns: readonly string[]): TemplatePart[] {
  const known = columns
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace(/[$()*+.?[\\\]^{|}]/gu, "\\$&"))
    .join("|");
  // Known names come first, as they may hold braces; `{{{a}}}` is `{`, the placeholder, and `}`.
  const placeholder = new RegExp(
    `\\{\\{\\s*(?<known>${known === "" ? "(?!)" : known})\\s*\\}\\}|\\{\\{(?!\\{)(?<unknown>(?:(?!\\{\\{|\\}\\})[^])+)\\}\\}`,
    "gu",
  );
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    const name = match.groups?.["known"];
    const unknown = match.groups?.["unknown"]?.trim() ?? "";
    if (name === undefined && unknown === "") continue;
    if (match.index > end) parts.push({ kind: "literal", text: text.slice(end, match.index) });
    parts.push(name === undefined ? { kind: "unknown", name: unknown } : { kind: "column", name });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: "literal", text: text.slice(end) });
  return parts;
}
