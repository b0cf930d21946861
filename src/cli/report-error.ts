import { ProblemsError, PromptgridError, StoreError, formatProblem } from "../core/errors.ts";
import type { CliContext } from "./context.ts";
import { paint, wantsColour } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { printable } from "./format/text.ts";
import { sourceStack } from "./source-stack.ts";
import { UsageError } from "./usage-error.ts";

/** Says on standard error what went wrong and what to do, and returns the exit code that fits. */
export function reportError(error: unknown, context: Pick<CliContext, "stderr" | "environment">): number {
  const colour = wantsColour(context.stderr, context.environment);
  const say = (line: string) => context.stderr.write(`${line}\n`);
  if (error instanceof ProblemsError) {
    for (const problem of error.problems) say(printable(formatProblem(problem)));
    const count = error.problems.length;
    say(paint(`${count} problem${count === 1 ? "" : "s"} found`, "red", colour));
    return exitCode.cannotRun;
  }
  if (error instanceof UsageError) {
    say(paint(error.message, "red", colour));
    return exitCode.cannotRun;
  }
  if (error instanceof StoreError) {
    say(paint(`The results database failed: ${error.message}`, "red", colour));
    return exitCode.incomplete;
  }
  if (error instanceof PromptgridError) {
    say(paint(error.message, "red", colour));
    return exitCode.incomplete;
  }
  if (isRefusedWrite(error)) {
    say(paint(`Output could not be written: ${error.message}`, "red", colour));
    say("What was stored is safe: `promptgrid runs` and `promptgrid show` tell how the run stands");
    return exitCode.incomplete;
  }
  say(error instanceof Error ? sourceStack(error.stack ?? error.message) : String(error));
  say(paint("This is a defect of promptgrid, please report it with the lines above.", "red", colour));
  return exitCode.defect;
}

/** A full or failing disk under a redirected output stream; files of ours have errors of their own. */
function isRefusedWrite(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && error.syscall === "write";
}
