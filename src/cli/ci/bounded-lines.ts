const NOTE = "\n\n</details>\n\n*Cut: the summary of a step may take 1 MiB.*\n";

/** `text`, or as many of its first lines as fit into so many bytes of UTF-8 with a note; "" where not even that fits. */
export function boundedLines(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let rest = bytes - Buffer.byteLength(NOTE);
  const lines = text.split("\n");
  const first = lines.findIndex((line) => (rest -= Buffer.byteLength(line) + 1) < 0);
  return first <= 0 ? "" : `${lines.slice(0, first).join("\n")}${NOTE}`;
}
