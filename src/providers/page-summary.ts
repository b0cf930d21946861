/** A page that says what it is does so early; a regular expression over megabytes of tags can take minutes. */
const LOOKED_AT = 10_000;

/** What an HTML or XML page says: its title, or its words without the tags; null when `text` is no page. */
export function pageSummary(text: string): string | null {
  const start = text.trimStart().slice(0, LOOKED_AT);
  if (!/^<[!?a-z]/i.test(start)) return null;
  const title = /<title[^>]{0,200}>([^<]{1,200})<\/title/i.exec(start)?.[1]?.trim();
  if (title) return title;
  const words = start.replace(/<(script|style)\b.{0,5000}?<\/\1>/gis, " ").replace(/<[^>]{0,500}>/g, " ");
  return words.trim() === "" ? "a page without words" : words;
}
