import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { ProblemsError } from "../core/errors.ts";

/** Environment variables by name; injected, so that nothing below reads the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of `<directory>/.env`; none when there is no such file. */
export async function readDotEnv(directory: string): Promise<Environment> {
  const path = join(directory, ".env");
  try {
    // TextDecoder drops a byte order mark, which would become part of the first name.
    return { ...parseEnv(new TextDecoder().decode(await readFile(path))) };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return {};
    throw new ProblemsError([{ where: path, what: "cannot be read", found: String(error.code) }]);
  }
}

/**
 * The environment of a run: the real one first, then `.env` beside the config file, then `.env` in the working
 * directory. `configPath` is relative to `cwd`; undefined is the default config file there.
 */
export async function readEnvironment(
  configPath: string | undefined,
  { cwd, environment }: { readonly cwd: string; readonly environment: Environment },
): Promise<Environment> {
  const besideConfig = configPath === undefined ? resolve(cwd) : dirname(resolve(cwd, configPath));
  const directories = besideConfig === resolve(cwd) ? [besideConfig] : [resolve(cwd), besideConfig];
  const files = await Promise.all(directories.map(readDotEnv));
  return Object.assign({}, ...files, environment);
}
