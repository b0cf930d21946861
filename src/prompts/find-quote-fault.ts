import { scanRecord } from "./scan-record.ts";

/** What is wrong with the quotes of a record; offsets are those of the quote characters. */
export type QuoteFault =
  | { readonly kind: "unclosed"; readonly opened: number }
  | { readonly kind: "text-after"; readonly opened: number; readonly closed: number }
  | { readonly kind: "stray"; readonly at: number };

/** The first quoting fault of the record at the start of `text`, or null when its quotes are in order. */
export function findQuoteFault(text: Uint8Array, delimiter: string): QuoteFault | null {
  const bytes = Buffer.from(delimiter);
  const faults: QuoteFault[] = [];
  const open: number[] = [];
  scanRecord(text, 0, [bytes], true, {
    open: (at) => open.push(at),
    close: (next) => {
      const opened = open.pop();
      if (opened !== undefined && !endsCell(text, next, bytes)) {
        faults.push({ kind: "text-after", opened, closed: next - 1 });
      }
    },
    stray: (at) => faults.push({ kind: "stray", at }),
  });
  const [opened] = open;
  return faults[0] ?? (opened === undefined ? null : { kind: "unclosed", opened });
}

function endsCell(text: Uint8Array, next: number, delimiter: Uint8Array): boolean {
  const byte = text[next];
  if (byte === undefined || byte === 10 || byte === 13) return true;
  return delimiter.every((expected, index) => text[next + index] === expected);
}
