/** Why JavaScript refuses a pattern with these flags; null when it does not. */
export function regexFault(pattern: string, flags: string): string | null {
  try {
    return new RegExp(pattern, flags) instanceof RegExp ? null : "is none";
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message.replace(/^Invalid regular expression: /, "");
  }
}
