import { processContext } from "./context.ts";
import { execute } from "./execute.ts";
import { reportError } from "./report-error.ts";

/** Runs this process's command line and ends the process with its exit code. */
export async function main(): Promise<void> {
  const context = processContext();
  // A reader that goes away (`promptgrid runs | head`) must not end a run that others wait for.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  process.on("uncaughtException", (error) => process.exit(reportError(error, context)));
  const code = await execute(process.argv.slice(2), context);
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
