import type { Argv, Options, PositionalOptions } from "yargs";
import type { CliContext } from "./context.ts";
import type { OptionValues } from "./option.ts";

/** One command, ready to be offered to yargs. */
export interface Command {
  readonly name: string;
  /** Name and positionals in yargs' notation. */
  readonly usage: string;
  /** Names of its options, without dashes. */
  readonly optionNames: readonly string[];
  /** Adds the command to `yargs`; `finish` takes the exit code when it was the one asked for. */
  readonly register: (yargs: Argv, context: CliContext, finish: (exitCode: number) => void) => Argv;
}

type Positionals = Readonly<Record<string, PositionalOptions>>;
type OptionTable = Readonly<Record<string, Options>>;
type ArgumentsOf<P extends Positionals, O extends OptionTable> = OptionValues<P> & OptionValues<O>;

/** The light part of a command, which `--help` needs, and the way to its heavy part. */
export interface CommandDefinition<P extends Positionals, O extends OptionTable> {
  /** Name and positionals in yargs' notation, `show <run> [prompt-id]`. */
  readonly usage: string;
  readonly description: string;
  readonly positionals: P;
  readonly options: O;
  readonly examples: readonly (readonly [command: string, description: string])[];
  /** Printed below the examples. */
  readonly epilogue?: string;
  /** Imports the handler and runs it; resolves with the exit code. */
  readonly handle: (args: ArgumentsOf<P, O>, context: CliContext) => Promise<number>;
}

/** A command of which only the definition is loaded until it is asked for. */
export function defineCommand<P extends Positionals, O extends OptionTable>(
  definition: CommandDefinition<P, O>,
): Command {
  const { usage, description, positionals, options, examples, epilogue, handle } = definition;
  const build = (command: Argv): Argv => {
    const described = Object.entries(positionals).reduce<Argv>(
      (parser, [name, positional]) => parser.positional(name, positional),
      command.usage(`$0 ${usage}\n\n${description}`),
    );
    const lines = examples.map(([line, text]): [string, string] => [`$0 ${line}`, text]);
    const built = described.options(options).example(lines);
    return epilogue === undefined ? built : built.epilogue(epilogue);
  };
  return {
    usage,
    name: usage.split(" ")[0] ?? usage,
    optionNames: Object.keys(options),
    register: (yargs, context, finish) =>
      yargs.command<object>({
        command: usage,
        describe: description,
        builder: (command) => build(command),
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `build` declared exactly these options
        handler: async (args) => finish(await handle(args as ArgumentsOf<P, O>, context)),
      }),
  };
}
