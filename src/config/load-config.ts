import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../core/config.ts";
import { type Problem, ProblemsError } from "../core/errors.ts";
import type { Environment } from "./environment.ts";
import { parseConfig } from "./parse-config.ts";
import { resolveConfig } from "./resolve-config.ts";

/** The file that is read when none is named. */
export const DEFAULT_CONFIG_FILE = "runner.config.json";

/** Where `loadConfig` looks. */
export interface LoadOptions {
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly environment: Environment;
  /** True when the traffic goes to the simulator, so that no key is needed. @default false */
  readonly simulate?: boolean;
  /** Names of the models that will be asked; the keys of others are not needed. @default all */
  readonly models?: readonly string[];
}

/** Reads and resolves a config file; throws a ProblemsError with every problem in it. */
export async function loadConfig(path: string | undefined, options: LoadOptions): Promise<Config> {
  const { cwd, ...needed } = options;
  const file = path ?? DEFAULT_CONFIG_FILE;
  const absolutePath = resolve(cwd, file);
  const { value, problems } = parseConfig(await readBytes(absolutePath, file), file);
  return resolveConfig(value, { directory: dirname(absolutePath), file, problems, ...needed });
}

async function readBytes(absolutePath: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(absolutePath);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ProblemsError([readProblem(String(error.code), file)]);
  }
}

function readProblem(code: string, file: string): Problem {
  const expected = "a config file";
  if (code === "ENOENT" || code === "ENOTDIR") {
    const fix = "Write one with `promptgrid init`, or name another with --config";
    return { where: file, what: "there is no such file", expected, fix };
  }
  if (code === "EISDIR") return { where: file, what: "is a folder", expected };
  return { where: file, what: "cannot be read", found: code, expected };
}
