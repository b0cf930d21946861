import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Config } from "../core/config.ts";
import { ProblemsError } from "../core/errors.ts";
import type { Environment } from "./environment.ts";
import { parseConfig } from "./parse-config.ts";
import { resolveConfig } from "./resolve-config.ts";

/** Where a file of scorers that is no whole config finds its judges, and what it may compare. */
export type ScorersContext = Pick<Config, "models" | "judges" | "templates">;

/** What scorers of a config need of it. */
const FIELDS = ["params", "breaker", "proxy", "ca", "models", "judges", "templates", "scorers"];

/**
 * The scorers of a JSON file with the models that judge for them: a config, an object with `scorers` (and `judges`), or a
 * list of scorers. Throws a ProblemsError with all that is wrong in them; keys need not be there yet.
 */
export async function loadScorersFile(
  path: string,
  cwd: string,
  known: ScorersContext,
  environment: Environment,
): Promise<Pick<Config, "scorers" | "judges" | "directory" | "file">> {
  const absolutePath = resolve(cwd, path);
  const bytes = await readFile(absolutePath).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ProblemsError([
      { where: path, what: "cannot be read", found: String(error.code), expected: "a JSON file" },
    ]);
  });
  const { value, problems } = parseConfig(bytes, path);
  const fields = Array.isArray(value) ? { scorers: value } : fieldsOf(value);
  const expected = "a list of scorers, or an object with `scorers`";
  if (fields["scorers"] === undefined) throw new ProblemsError([{ where: path, what: "holds no scorers", expected }]);
  const written = fields["models"] === undefined ? { ...standIns(known), ...fields } : fields;
  const directory = dirname(absolutePath);
  // However many repeats the file says, those of the run are scored.
  const repeats = Number.MAX_SAFE_INTEGER;
  const config = resolveConfig(
    { ...written, repeats },
    { directory, file: path, environment, simulate: true, problems },
  );
  const judges = config.judges.map((judge) =>
    judge.baseUrl === STAND_IN
      ? ([...known.judges, ...known.models].find(({ name }) => name === judge.name) ?? judge)
      : judge,
  );
  return { scorers: config.scorers, judges, directory, file: path };
}

const STAND_IN = "http://stand-in.invalid";

/** The run's models, judges and templates, of which a file that is no config needs the names. */
function standIns({ models, judges, templates }: ScorersContext): Record<string, unknown> {
  const named = new Map([...models, ...judges].map(({ name }) => [name, { name, model: name, baseUrl: STAND_IN }]));
  return { models: [...named.values()], templates: templates.map(({ name }) => ({ name, user: "-" })) };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== "object") return {};
  return Object.fromEntries(Object.entries(value).filter(([field]) => FIELDS.includes(field)));
}
