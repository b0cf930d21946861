import { expandEnvironment, missingEnvironmentNames } from "../../core/environment-reference.ts";
import { parseProxy } from "../../core/proxy-server.ts";
import { isMalformed, malformedReference, missingVariable } from "../expand-written.ts";
import type { Fault, Path } from "../fault.ts";
import { fieldsOf, modelEntriesOf, type Rule, type RuleContext } from "./rule.ts";

/** A proxy is an HTTP proxy's URL, and a password in it comes from the environment. The value is never shown. */
export const proxyRule: Rule = (context) => {
  const models = modelEntriesOf(context.expanded);
  const common = models.some(({ fields }) => fields["proxy"] === undefined && context.needsSecrets(fields));
  return [
    ...faultsOf(fieldsOf(context.expanded)["proxy"], ["proxy"], common, context),
    ...models.flatMap(({ path, fields }) =>
      faultsOf(fields["proxy"], [...path, "proxy"], context.needsSecrets(fields), context),
    ),
  ];
};

/** `isUsed` is false where no request will go through the proxy, so that no variable has to be there. */
function faultsOf(written: unknown, path: Path, isUsed: boolean, { environment }: RuleContext): Fault[] {
  if (typeof written !== "string" || written === "") return [];
  if (isMalformed(written)) return [malformedReference(path)];
  // A default stands in the config as well; what comes from the environment is left out.
  if (/\/\/(?:[^/@:]+|[^/]*:[^/@]+)@/.test(expandEnvironment(written, {}))) {
    const fix = "Put the secret in the environment or in .env, and write ${NAME} in its place, without a default";
    const expected = "a URL such as http://user:${PROXY_PASSWORD}@proxy.example.com:3128";
    return [{ path, what: "holds a credential in clear, which is not shown", expected, fix }];
  }
  const missing = missingEnvironmentNames(written, environment);
  if (missing.length > 0) return isUsed ? missing.map((name) => missingVariable(name, path)) : [];
  const parsed = parseProxy(expandEnvironment(written, environment));
  return parsed.kind === "fault" ? [{ path, ...parsed.fault }] : [];
}
