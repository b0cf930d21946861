import yargs from "yargs";
import type { Argv } from "yargs";
import { commands } from "./commands/all.ts";
import type { Command } from "./command.ts";
import type { CliContext } from "./context.ts";
import { exitCode, exitCodeHelp } from "./exit-code.ts";
import { packageVersion } from "../core/package-version.ts";
import { reportError } from "./report-error.ts";
import { describeUnknown } from "./unknown-words.ts";
import { UsageError } from "./usage-error.ts";

/** Widest help text, in terminal cells. */
const HELP_WIDTH = 110;

/** Runs one command line (without `node` and the script) and resolves with the exit code; never rejects. */
export async function execute(args: readonly string[], context: CliContext): Promise<number> {
  let code: number = exitCode.success;
  try {
    const parser = commands.reduce<Argv>(
      (parent, command) => command.register(parent, context, (result) => (code = result)),
      baseParser(args, context),
    );
    parser.completion("completion", "Print a completion script for bash or zsh");
    await parser.parseAsync(namedStandardInput(args));
    return code;
  } catch (error) {
    return reportError(error, context);
  }
}

function baseParser(args: readonly string[], context: CliContext): Argv {
  return yargs()
    .scriptName("promptgrid")
    .usage("$0 <command>\n\nSends prompts to every configured model and writes the answers to durable tables.")
    .locale("en")
    .parserConfiguration({
      "boolean-negation": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .strict()
    .demandCommand(1, "No command given")
    .help()
    .alias("help", "h")
    .version(packageVersion())
    .alias("version", "v")
    .epilogue(`Every command has its own help: promptgrid <command> --help\n\n${exitCodeHelp}`)
    .wrap(Math.min(HELP_WIDTH, context.stdout.columns ?? HELP_WIDTH))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs wraps what it finds wrong in its own YError; everything else comes from a command.
      if (error instanceof Error && error.name !== "YError") throw error;
      throw usageError(message ?? String(error), args);
    });
}

const UNKNOWN_WORDS = /^Unknown (?:arguments?|commands?): (.*)$/;

function usageError(message: string, args: readonly string[]): UsageError {
  const words = UNKNOWN_WORDS.exec(message)?.[1]?.split(", ");
  const command = commands.find(({ name }) => args.includes(name)) ?? null;
  const sentence =
    words === undefined ? describeMistake(message, command) : describeUnknown(words, args, command, commands);
  const help = command === null ? "promptgrid --help" : `promptgrid ${command.name} --help`;
  return new UsageError(`${sentence}\nSee ${help}`);
}

/** yargs' own sentence, or a clearer one where it is vague. */
function describeMistake(message: string, command: Command | null): string {
  const valueless = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless} needs a value`;
  const choice = /Argument: (.*), Given: (.*), Choices: (.*)$/.exec(message);
  if (choice !== null) return `--${choice[1]}: found ${choice[2]}, expected one of ${choice[3]}`;
  if (command !== null && message.startsWith("Not enough non-option arguments")) {
    return `Something is missing: promptgrid ${command.usage}`;
  }
  return message;
}

/** yargs takes a bare `-` for a positional, but as a value it only ever names standard input. */
function namedStandardInput(args: readonly string[]): string[] {
  return args.flatMap((word, index) => {
    if (word === "--prompts" && args[index + 1] === "-") return [];
    return word === "-" ? ["--prompts=-"] : [word];
  });
}
