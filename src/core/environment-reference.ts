const ENVIRONMENT_REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** Names of the environment variables that `text` refers to as `${NAME}` or `${NAME:-default}`. */
export function environmentNames(text: string): string[] {
  return [...text.matchAll(ENVIRONMENT_REFERENCE)].map((match) => match[1] ?? "");
}

/** `text` with `${NAME}` and `${NAME:-default}` replaced; a missing variable without default becomes "". */
export function expandEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(ENVIRONMENT_REFERENCE, (_match, name: string, fallback: string | undefined) => {
    return environment[name] || (fallback ?? "");
  });
}

/** Names that `text` refers to without a default and that `environment` does not hold, or holds empty. */
export function missingEnvironmentNames(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  return [...text.matchAll(ENVIRONMENT_REFERENCE)]
    .filter(([, name = "", fallback]) => fallback === undefined && !environment[name])
    .map(([, name = ""]) => name);
}
