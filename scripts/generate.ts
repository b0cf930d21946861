/** Writes the files, and the parts of files, that are made of the code; `--check` only says which of them are stale. */
import { readFile, writeFile } from "node:fs/promises";
import { commandHelp, mainHelp } from "./help-texts.ts";
import { configJsonSchema, optionsTable, scorersTables } from "./options-table.ts";

/** One generated file. */
export interface GeneratedOutput {
  /** Relative to the repository. */
  readonly path: string;
  /** The file's whole content; `current` is what it holds now, "" when there is none. */
  readonly produce: (current: string) => string | Promise<string>;
}

/** Everything that is generated. */
export const GENERATED_OUTPUTS: readonly GeneratedOutput[] = [
  { path: "runner.schema.json", produce: () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  { path: "docs/config.md", produce: (current) => replaceBlock(current, "options", optionsTable()) },
  { path: "docs/scores.md", produce: (current) => replaceBlock(current, "scorers", scorersTables()) },
  { path: "docs/commands.md", produce: (current) => replaceBlock(current, "help", commandHelp()) },
  { path: "README.md", produce: (current) => replaceBlock(current, "help", mainHelp()) },
];

/** `text` with new lines between `<!-- generated:name -->` and `<!-- /generated:name -->`; throws without these marks. */
export function replaceBlock(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`the marks ${start} and ${end} are missing`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

/** The outputs whose files do not hold what the code would produce, with what they should hold. */
export async function findStale(
  outputs: readonly GeneratedOutput[],
): Promise<{ readonly path: string; readonly content: string }[]> {
  const produced = await Promise.all(
    outputs.map(async ({ path, produce }) => {
      const current = await readCurrent(path);
      return { path, current, content: await produce(current) };
    }),
  );
  return produced.filter(({ current, content }) => current !== content);
}

async function readCurrent(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

if (import.meta.main) {
  const stale = await findStale(GENERATED_OUTPUTS);
  if (!process.argv.includes("--check")) {
    for (const { path, content } of stale) {
      await writeFile(path, content);
      console.log(`wrote ${path}`);
    }
  } else if (stale.length > 0) {
    const paths = stale.map(({ path }) => path).join(", ");
    console.error(`Stale: ${paths}. Run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  }
}
