import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../core/config.ts";
import { ProblemsError } from "../core/errors.ts";
import { problemOf } from "./fault.ts";
import { findFaults } from "./find-faults.ts";
import { parseConfig } from "./parse-config.ts";
import { configSchema } from "./schema.ts";

/** Stands in for the rest of a config, which a file of scorers need not have. */
const MODELS = [{ name: "any", model: "any", baseUrl: "http://127.0.0.1" }];

/**
 * The scorers of a JSON file: a config, an object with `scorers`, or a list of them. Throws a ProblemsError with all that is
 * wrong in them.
 */
export async function loadScorersFile(
  path: string,
  cwd: string,
): Promise<Pick<Config, "scorers" | "directory" | "file">> {
  const absolutePath = resolve(cwd, path);
  const bytes = await readFile(absolutePath).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ProblemsError([
      { where: path, what: "cannot be read", found: String(error.code), expected: "a JSON file" },
    ]);
  });
  const { value, problems } = parseConfig(bytes, path);
  const scorers = scorersIn(value);
  const expected = "a list of scorers, or an object with `scorers`";
  if (scorers === undefined) throw new ProblemsError([{ where: path, what: "holds no scorers", expected }]);
  const config = { models: MODELS, scorers };
  const { faults } = findFaults(config, {}, () => false);
  const all = [...problems, ...faults.map((fault) => problemOf(fault, path))];
  if (all.length > 0) throw new ProblemsError(all);
  return { scorers: configSchema.parse(config).scorers, directory: dirname(absolutePath), file: path };
}

function scorersIn(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  return value !== null && typeof value === "object" ? Reflect.get(value, "scorers") : undefined;
}
