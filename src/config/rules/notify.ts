import { environmentNames, expandEnvironment, missingEnvironmentNames } from "../../core/environment-reference.ts";
import { isMalformed, malformedReference } from "../expand-written.ts";
import type { Fault, Path } from "../fault.ts";
import { entriesOf, type Rule } from "./rule.ts";

/** A webhook's URL comes from the environment. Its value is never shown; where the variable is missing, that is a warning later. */
export const notifyRule: Rule = ({ expanded, environment }) =>
  entriesOf(expanded, "notify").flatMap(({ path, fields }) => {
    const { url } = fields;
    return typeof url === "string" && url !== "" ? urlFaults(url, [...path, "url"], environment) : [];
  });

function urlFaults(url: string, path: Path, environment: Parameters<Rule>[0]["environment"]): Fault[] {
  if (isMalformed(url)) return [malformedReference(path)];
  if (environmentNames(url).length === 0 || /\$\{[^}]*:-/.test(url)) {
    const fix = "Put the URL in the environment or in .env, and write ${NAME} in its place, without a default";
    return [
      { path, what: "is a secret that stands in clear, which is not shown", expected: '"${SLACK_WEBHOOK}"', fix },
    ];
  }
  if (missingEnvironmentNames(url, environment).length > 0) return [];
  const protocol = URL.parse(expandEnvironment(url, environment))?.protocol;
  if (protocol === "https:" || protocol === "http:") return [];
  return [{ path, what: "stands for no URL of http or https; its value is not shown" }];
}
