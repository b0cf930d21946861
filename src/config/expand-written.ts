import { expandEnvironment, missingEnvironmentNames } from "../core/environment-reference.ts";
import type { Environment } from "./environment.ts";
import { describeValue, type Fault, type Path } from "./fault.ts";

/** What stands in these is sent or looked up as written; headers, proxies and notify keep `${NAME}` so that no secret enters a Config. */
const LITERAL_FIELDS = new Set([
  "$schema",
  "template",
  "templates",
  "params",
  "headers",
  "proxy",
  "notify",
  "apiKeyEnv",
  "scorers",
]);

/** A copy of the written config with `${NAME}` and `${NAME:-default}` replaced, and what could not be replaced. */
export function expandWritten(written: unknown, environment: Environment): { value: unknown; faults: Fault[] } {
  const faults: Fault[] = [];
  const expand = (value: unknown, path: Path, literal: boolean): unknown => {
    if (Array.isArray(value)) return value.map((child: unknown, index) => expand(child, [...path, index], literal));
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => [
          key,
          expand(child, [...path, key], literal || LITERAL_FIELDS.has(key)),
        ]),
      );
    }
    if (typeof value !== "string" || literal) return value;
    faults.push(...referenceFaults(value, path, environment));
    return expandEnvironment(value, environment);
  };
  return { value: expand(written, [], false), faults };
}

/** Environment variables that `text` needs and does not get, and `${` that starts no reference. */
function referenceFaults(text: string, path: Path, environment: Environment): Fault[] {
  const missing = missingEnvironmentNames(text, environment).map((name) =>
    missingVariable(name, path, `, or give a default: \${${name}:-default}`),
  );
  return isMalformed(text) ? [...missing, malformedReference(path, describeValue(text))] : missing;
}

/** The fault for a variable that is not set; `otherwise` goes on with what else helps. */
export function missingVariable(name: string, path: Path, otherwise = ""): Fault {
  return {
    path,
    what: `the environment variable ${name} is not set`,
    expected: "a value that is not empty",
    fix: `Set ${name} in the environment or in .env${otherwise}`,
  };
}

/** The fault for `${` that starts no reference; leave `found` out where the text may be secret. */
export function malformedReference(path: Path, found?: string): Fault {
  return {
    path,
    what: "has a ${ that starts no reference to an environment variable",
    ...(found === undefined ? {} : { found }),
    expected: "${NAME} or ${NAME:-default}",
  };
}

/** Whether a `${` is left when every well-formed reference is replaced. */
export function isMalformed(text: string): boolean {
  return expandEnvironment(text, {}).includes("${");
}
