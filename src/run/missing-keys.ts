import { askedModels } from "../core/asked-models.ts";
import type { Config } from "../core/config.ts";
import { endpointsOf } from "../core/endpoints.ts";
import type { Problem } from "../core/errors.ts";
import { Secrets } from "../core/secrets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A Problem for each key that is not in `environment`, once for each model that needs it. */
export function missingKeys(config: Config, environment: Environment): Problem[] {
  const asked = askedModels(config);
  const secrets = new Secrets(
    environment,
    asked.map(({ model }) => model),
  );
  return asked.flatMap(({ model }) => {
    const missing = endpointsOf(model).filter((endpoint) => secrets.apiKey(endpoint) === null);
    const names = new Set(missing.map(({ apiKeyEnv }) => apiKeyEnv).filter((name) => name !== null));
    return [...names].map((name) => ({
      where: `model ${model.name}`,
      what: `the environment variable ${name} is not set`,
      expected: "the key of its endpoint",
      fix: "Set it in the environment or in .env, or rehearse with --simulate",
    }));
  });
}
