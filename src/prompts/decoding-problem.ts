import type { Problem } from "../core/errors.ts";
import type { DecodingFault } from "./decode-piece.ts";

/** Says where text could not be decoded; `line` is the physical line of the offending bytes. */
export function decodingProblem(file: string, line: number, fault: DecodingFault): Problem {
  const where = `${file}:${line}`;
  const bytes = [...fault.bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
  const found = `${bytes} at byte ${fault.sourceOffset} of the file`;
  if (fault.kind === "nul") {
    const fix = "Remove it, or, if the file is UTF-16 without a byte order mark, say --encoding utf-16le";
    return { where, what: "there is a NUL character in the text", found, expected: `${fault.encoding} text`, fix };
  }
  const [best, ...others] = fault.alternatives;
  const rest = others.length === 0 ? "" : ` (or ${others.join(", ")})`;
  const fix =
    best === undefined
      ? "Repair the bytes, or name the file's encoding with --encoding"
      : `If the file is written so, say --encoding ${best}${rest}; else repair the bytes`;
  return { where, what: `the text is not valid ${fault.encoding}`, found, expected: fault.encoding, fix };
}
