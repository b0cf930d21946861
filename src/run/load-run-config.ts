import { readEnvironment } from "../config/environment.ts";
import { loadConfig, type LoadOptions } from "../config/load-config.ts";
import type { Config } from "../core/config.ts";

/**
 * Reads and resolves a config file, `runner.config.json` in the working directory by default, against the process's
 * environment and `.env`. Throws a ProblemsError with every problem in it.
 */
export async function loadRunConfig(path?: string, options: Partial<LoadOptions> = {}): Promise<Config> {
  const cwd = options.cwd ?? process.cwd();
  const environment = options.environment ?? (await readEnvironment(path, { cwd, environment: process.env }));
  return loadConfig(path, { ...options, cwd, environment });
}
