import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ProblemsError } from "../../core/errors.ts";
import type { Problem } from "../../core/errors.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { starterFiles } from "../starter-files.ts";

/** Writes the starter files; throws a ProblemsError that names every file that is there already, and writes none. */
export async function handleInit(args: { readonly folder: string }, context: CliContext): Promise<number> {
  const folder = resolve(context.directory, args.folder);
  const files = Object.entries(starterFiles).map(([name, text]) => ({ name, text, path: join(folder, name) }));
  const problems = await existingFiles(files.map(({ path }) => path));
  if (problems.length > 0) throw new ProblemsError(problems);
  for (const { path, text } of files) await writeStarter(path, text);
  const enter = args.folder === "." ? "" : `cd ${args.folder} && `;
  context.stdout.write(
    [
      ...files.map(({ path }) => `Wrote ${path}`),
      "",
      `Rehearse without keys:  ${enter}promptgrid run --simulate`,
      `Then for real:          put your keys in .env (see .env.example), promptgrid models --check, promptgrid run`,
      "",
    ].join("\n"),
  );
  return exitCode.success;
}

async function writeStarter(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    // Fails rather than overwrite a file that appeared since it was looked for.
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const fix = "Choose a folder in which this user may create files";
    throw new ProblemsError([{ where: path, what: "cannot be written", found: error.message, fix }]);
  }
}

async function existingFiles(paths: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      await stat(path);
      problems.push({ where: path, what: "is there already", fix: "Choose another folder, or move the file away" });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")))
        throw error;
    }
  }
  return problems;
}
