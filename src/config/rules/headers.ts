import { environmentNames, expandEnvironment, missingEnvironmentNames } from "../../core/environment-reference.ts";
import type { Environment } from "../environment.ts";
import { isMalformed, malformedReference, missingVariable } from "../expand-written.ts";
import { type Fault, type Path } from "../fault.ts";
import { endpointEntriesOf, fieldsOf, type Rule } from "./rule.ts";

/** Names of headers that carry a credential. */
const CREDENTIAL_HEADER = /auth|cookie|credential|key|password|secret|token/i;

/** What may stand in clear beside `${NAME}`: an authentication scheme, or a cookie's name. */
const CLEAR_PART = /^(?:bearer|basic|token|api-?key|key)?\s*(?:[\w-]{1,32}=;?\s*)*$/i;

/** A token of RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Set by the HTTP client from the request itself (and from `proxy`), or without a meaning in HTTP/2. */
const RESERVED_HEADERS = new Set([
  "connection",
  "content-length",
  "content-type",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** Headers have legal names, and a credential in them comes from the environment. Values are never shown. */
export const headersRule: Rule = (context) =>
  endpointEntriesOf(context.expanded).flatMap(({ path, fields, model }) => {
    const environment = context.needsSecrets(model) ? context.environment : null;
    return Object.entries(fieldsOf(fields["headers"])).flatMap(([name, value]) => {
      const headerPath = [...path, "headers", name];
      return [...nameFaults(name, headerPath), ...valueFaults(name, value, headerPath, environment)];
    });
  });

function nameFaults(name: string, path: Path): Fault[] {
  if (!HEADER_NAME.test(name)) {
    return [{ path, what: "is no HTTP header name", expected: "letters, digits and hyphens" }];
  }
  if (!RESERVED_HEADERS.has(name.toLowerCase())) return [];
  return [{ path, what: "is a header that the HTTP client sets itself", fix: "Leave it out" }];
}

/** `environment` is null where the header will not be sent, so that no variable has to be there. */
function valueFaults(name: string, value: unknown, path: Path, environment: Environment | null): Fault[] {
  if (typeof value !== "string") return [];
  if (isMalformed(value)) return [malformedReference(path)];
  const faults: Fault[] = [];
  if (/[\r\n\0]/.test(value)) faults.push({ path, what: "has a line break or NUL in its value" });
  if (CREDENTIAL_HEADER.test(name) && !isFromEnvironment(value)) {
    faults.push({
      path,
      what: "carries a credential in clear, which is not shown",
      expected: 'a value from the environment, such as "Bearer ${NAME}"',
      fix: "Put the secret in the environment or in .env, and write ${NAME} in its place, without a default",
    });
  }
  if (environment === null) return faults;
  return [...faults, ...missingEnvironmentNames(value, environment).map((variable) => missingVariable(variable, path))];
}

/** Whether all that is secret in a credential header comes from the environment; a default would be a literal. */
function isFromEnvironment(value: string): boolean {
  return environmentNames(value).length > 0 && CLEAR_PART.test(expandEnvironment(value, {}).trim());
}
