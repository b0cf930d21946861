import { accountName } from "../../core/endpoints.ts";
import { type Fault, formatPath, type Path } from "../fault.ts";
import { entriesOf, fieldsOf, modelEntriesOf, type Rule } from "./rule.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A model says where it is in one way, and its endpoints are different accounts. */
export const endpointsRule: Rule = ({ expanded }) => {
  const config = fieldsOf(expanded);
  const written = [config["models"], config["judges"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return modelEntriesOf(expanded).flatMap(({ path, fields }, index) => {
    if (typeof written[index] !== "object") return [];
    if (fields["endpoints"] === undefined) {
      const expected = "text, or several endpoints in its place";
      return fields["baseUrl"] === undefined ? [{ path: [...path, "baseUrl"], what: "is missing", expected }] : [];
    }
    return [...besideFaults(fields, path), ...repeatedFaults(fields, path)];
  });
};

function besideFaults(model: Fields, path: Path): Fault[] {
  return ["baseUrl", "apiKeyEnv"]
    .filter((field) => model[field] !== undefined)
    .map((field) => ({
      path: [...path, field],
      what: "stands beside endpoints",
      expected: "one of the two",
      fix: `Move ${field} into an entry of endpoints`,
    }));
}

/** The same account twice would be two ideas of what one account may carry. */
function repeatedFaults(model: Fields, modelPath: Path): Fault[] {
  const firstPaths = new Map<string, string>();
  return entriesOf(model, "endpoints").flatMap(({ path, fields }): Fault[] => {
    const { baseUrl, apiKeyEnv = null } = fields;
    if (typeof baseUrl !== "string" || (apiKeyEnv !== null && typeof apiKeyEnv !== "string")) return [];
    const written = fieldsOf(fields["limits"])["group"] ?? fieldsOf(model["limits"])["group"];
    const group = typeof written === "string" ? written : null;
    const account = accountName({ baseUrl: baseUrl.replace(/\/+$/, ""), apiKeyEnv, group });
    const entryPath = [...modelPath, ...path];
    const first = firstPaths.get(account);
    if (first === undefined) {
      firstPaths.set(account, formatPath(entryPath));
      return [];
    }
    const fix = "Leave it out, or name another apiKeyEnv or limits.group";
    return [{ path: entryPath, what: `is the same account as ${first}`, expected: "another base URL or key", fix }];
  });
}
