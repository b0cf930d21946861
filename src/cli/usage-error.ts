import { PromptgridError } from "../core/errors.ts";

/** The command line itself cannot be used: an unknown command or option, or a value out of range. Exit code 2. */
export class UsageError extends PromptgridError {
  override readonly name = "UsageError";
}
