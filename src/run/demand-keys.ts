import type { Config } from "../core/config.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import { Secrets } from "../core/secrets.ts";

/** Throws a ProblemsError that names every model whose key is not in `environment`, whatever config the run began with. */
export function demandKeys(config: Config, environment: Readonly<Record<string, string | undefined>>): void {
  const secrets = new Secrets(environment, config.models);
  const problems: Problem[] = config.models
    .filter((model) => model.apiKeyEnv !== null && secrets.apiKey(model) === null)
    .map((model) => ({
      where: `model ${model.name}`,
      what: `the environment variable ${model.apiKeyEnv} is not set`,
      expected: "the key of its endpoint",
      fix: "Set it in the environment or in .env, or rehearse with --simulate",
    }));
  if (problems.length > 0) throw new ProblemsError(problems);
}
