import type { Command } from "./command.ts";
import { suggest } from "./suggest.ts";

const GLOBAL_OPTIONS = ["help", "version"];

/** One sentence per word that the command line does not know, with the closest one that it does. */
export function describeUnknown(
  words: readonly string[],
  args: readonly string[],
  command: Pick<Command, "name" | "optionNames"> | null,
  commands: readonly Pick<Command, "name">[],
): string {
  const given = args.map((arg) => arg.split("=")[0] ?? arg);
  return words
    .flatMap((word) => {
      if (given.includes(`--${word}`)) return [unknownOption(`--${word}`, command)];
      if (given.includes(`-${word}`)) return [unknownOption(`-${word}`, command)];
      // yargs also names the camel-case twin of an unknown option, which nobody wrote.
      if (!args.includes(word)) return [];
      if (command === null) return [unknownCommand(word, commands)];
      return [`Unexpected argument ${JSON.stringify(word)} for ${command.name}`];
    })
    .join("\n");
}

function unknownOption(option: string, command: Pick<Command, "optionNames"> | null): string {
  const closest = suggest(option.replace(/^-+/, ""), [...(command?.optionNames ?? []), ...GLOBAL_OPTIONS]);
  return `Unknown option ${option}${closest === null ? "" : `. Did you mean --${closest}?`}`;
}

function unknownCommand(word: string, commands: readonly Pick<Command, "name">[]): string {
  const names = [...commands.map(({ name }) => name), "completion"];
  const closest = suggest(word, names);
  const advice = closest === null ? `. Commands: ${names.join(", ")}` : `. Did you mean ${closest}?`;
  return `Unknown command ${JSON.stringify(word)}${advice}`;
}
