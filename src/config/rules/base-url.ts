import { describeValue, type Fault, type Path } from "../fault.ts";
import { endpointEntriesOf, type Rule } from "./rule.ts";

const EXPECTED = "a URL such as https://api.example.com/v1";

/** A base URL is http(s), carries no secret, and ends before `/chat/completions`. */
export const baseUrlRule: Rule = ({ expanded, written }) => {
  const asWritten = endpointEntriesOf(written);
  return endpointEntriesOf(expanded).flatMap(({ path, fields }, index) => {
    const { baseUrl } = fields;
    if (typeof baseUrl !== "string" || baseUrl === "") return [];
    return faultsOf(baseUrl, asWritten[index]?.fields["baseUrl"], [...path, "baseUrl"]);
  });
};

function faultsOf(baseUrl: string, written: unknown, path: Path): Fault[] {
  // What is before an @ or behind a ? may be a key.
  const found = /[@?]/.test(baseUrl) ? {} : { found: describeValue(written) };
  const url = URL.parse(baseUrl);
  if (url === null) return [{ path, what: "is no URL", ...found, expected: EXPECTED }];
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    const schemeless = /^[\w.-]+:\d+(?:\/|$)/.test(baseUrl) && { fix: "Write http:// or https:// before it" };
    return [{ path, what: "is no http(s) URL", ...found, expected: EXPECTED, ...schemeless }];
  }
  const faults: Fault[] = [];
  if (url.username !== "" || url.password !== "") {
    const fix = "Name the variable that holds the key in apiKeyEnv, or write a header with ${NAME}";
    faults.push({
      path,
      what: "holds a user name or password, which would reach logs and tables",
      expected: EXPECTED,
      fix,
    });
  }
  if (url.search !== "" || url.hash !== "") {
    faults.push({ path, what: "holds a query or fragment", expected: EXPECTED, fix: "Leave out what follows ? or #" });
  }
  const completions = /\/(?:chat\/)?completions\/*$/.exec(url.pathname);
  if (completions !== null) {
    const fix = `Leave out ${completions[0].replace(/\/+$/, "")}: promptgrid adds /chat/completions itself`;
    faults.push({ path, what: "is the URL of one call", ...found, expected: "the URL before it", fix });
  }
  return faults;
}
