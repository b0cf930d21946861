import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readEnvironment } from "../config/environment.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../config/load-config.ts";
import type { Config } from "../core/config.ts";
import { ProblemsError } from "../core/errors.ts";
import type { CliContext } from "./context.ts";
import type { OptionValues } from "./option.ts";
import type { configOptions } from "./option-groups.ts";

const DATABASE_FILE = "promptgrid.db";

/**
 * The results folder, absolute: `--out`, else the config's, else `results` here. Keys are not asked for, as
 * nothing is sent.
 */
export async function resultsFolder(args: OptionValues<typeof configOptions>, context: CliContext): Promise<string> {
  if (args.out !== undefined) return resolve(context.directory, args.out);
  const config = await findConfig(args.config, context);
  return config?.results ?? join(context.directory, "results");
}

/** The config named, else `runner.config.json` here; null where there is none. Keys are not asked for. */
export async function findConfig(file: string | undefined, context: CliContext): Promise<Config | null> {
  const cwd = context.directory;
  if (file === undefined && !(await exists(join(cwd, DEFAULT_CONFIG_FILE)))) return null;
  const environment = await readEnvironment(file, { cwd, environment: context.environment });
  return loadConfig(file, { cwd, environment, simulate: true });
}

/** Whether any run was ever kept in the folder. */
export function hasResults(folder: string): Promise<boolean> {
  return exists(join(folder, DATABASE_FILE));
}

/** Throws a ProblemsError when no run was ever kept in the folder, so that looking does not create a database. */
export async function demandResults(folder: string, flag: "--out" | "--results" = "--out"): Promise<void> {
  if (await hasResults(folder)) return;
  throw new ProblemsError([
    {
      where: folder,
      what: "holds no results",
      fix: `Start a run with \`promptgrid run\`, or name another folder with ${flag}`,
    },
  ]);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
