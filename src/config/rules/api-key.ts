import { type Fault, type Path } from "../fault.ts";
import { endpointEntriesOf, type Rule } from "./rule.ts";

const VARIABLE_NAME = /^[A-Za-z_]\w*$/;

/** `apiKeyEnv` is the name of a variable that is set, never a key; a value that may be a key is not shown. */
export const apiKeyRule: Rule = ({ expanded, environment, needsSecrets }) =>
  endpointEntriesOf(expanded).flatMap(({ path: endpointPath, fields, model }) => {
    const name = fields["apiKeyEnv"];
    if (typeof name !== "string" || name === "") return [];
    const path = [...endpointPath, "apiKeyEnv"];
    const fault = nameFault(name, path);
    if (fault !== null) return [fault];
    return environment[name] || !needsSecrets(model) ? [] : [unsetFault(name, path)];
  });

function nameFault(name: string, path: Path): Fault | null {
  const expected = "the name of an environment variable, such as OPENAI_API_KEY";
  const reference = /^\$\{?([A-Z_][A-Z0-9_]*)\}?$/.exec(name)?.[1];
  if (reference !== undefined)
    return { path, what: "is a reference, not a name", expected, fix: `Write "${reference}"` };
  if (VARIABLE_NAME.test(name) && !looksLikeKey(name)) return null;
  const fix =
    "A key never stands in the config: put it in the environment or in .env, and write the variable's name here";
  return { path, what: "is no name of an environment variable; it is not shown, as it may be a key", expected, fix };
}

/** Long, with digits, and not in the capitals and underscores of variable names. */
function looksLikeKey(name: string): boolean {
  return name.length >= 20 && /\d/.test(name) && !/^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(name);
}

function unsetFault(name: string, path: Path): Fault {
  return {
    path,
    what: `the environment variable ${name} is not set`,
    expected: "the endpoint's key in it",
    fix: `Set ${name} in the environment or in .env, or rehearse with --simulate`,
  };
}
