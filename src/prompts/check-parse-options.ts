import type { Problem } from "../core/errors.ts";
import { encodingName } from "./encodings.ts";
import { excerpt } from "./excerpt.ts";
import type { ParseOptions } from "./options.ts";

/** What is wrong with the options themselves, whatever file they are for. */
export function checkParseOptions(options: ParseOptions): Problem[] {
  const problems: Problem[] = [];
  if (options.encoding !== null && encodingName(options.encoding) === null) {
    problems.push({
      where: "--encoding",
      what: "there is no such encoding",
      found: excerpt(options.encoding),
      expected: "a label of the Encoding Standard, e.g. utf-8, utf-16le, gb18030, gbk, big5, shift_jis, windows-1252",
    });
  }
  if (options.delimiter !== null && /^$|["\r\n]/.test(options.delimiter)) {
    problems.push({
      where: "--delimiter",
      what: "this cannot separate fields",
      found: excerpt(options.delimiter),
      expected: "one or more characters other than quotes and line breaks",
    });
  }
  return problems;
}
