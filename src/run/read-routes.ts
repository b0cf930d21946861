import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { askedModels } from "../core/asked-models.ts";
import type { Config, Model } from "../core/config.ts";
import { endpointsOf } from "../core/endpoints.ts";
import { missingEnvironmentNames } from "../core/environment-reference.ts";
import { type Problem, ProblemsError } from "../core/errors.ts";
import { resolveProxy } from "../core/resolve-proxy.ts";
import type { Secrets } from "../core/secrets.ts";
import { DIRECT, type Route } from "../providers/route.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to an endpoint, given as its model; throws a ProblemsError like `routeProblems`. */
export async function readRoute(config: Config, model: Model, secrets: Secrets): Promise<Route> {
  const route = secrets.proxyRoute(model);
  if (route.kind === "fault") throw new ProblemsError([{ where: placeOf(model, route.from), ...route.fault }]);
  const proxy = route.kind === "proxy" ? route.proxy : null;
  if (model.ca.length === 0) return proxy === null ? DIRECT : { proxy, secureContext: null };
  const files = await Promise.all(model.ca.map((path) => readAuthorities(config, path)));
  const problems = files.flatMap((file) => (file.kind === "problem" ? [file.problem] : []));
  if (problems.length > 0) throw new ProblemsError(problems);
  const { trustAuthorities } = await import("../providers/trust-authorities.ts");
  const certificates = files.flatMap((file) => (file.kind === "read" ? file.certificates : []));
  return { proxy, secureContext: trustAuthorities(certificates) };
}

/** A Problem for each proxy that cannot be used by what is known of it, and each file of authorities that cannot be read. */
export async function routeProblems(config: Config, environment: Environment): Promise<Problem[]> {
  const models = askedModels(config).map(({ model }) => model);
  const paths = [...new Set(models.flatMap(({ ca }) => ca))];
  const files = await Promise.all(paths.map((path) => readAuthorities(config, path)));
  const problems = [
    ...models.flatMap(endpointsOf).flatMap((model) => proxyProblems(model, environment)),
    ...files.flatMap((file) => (file.kind === "problem" ? [file.problem] : [])),
  ];
  // One variable of the environment is the way of many models.
  return [...new Map(problems.map((problem) => [`${problem.where} ${problem.what}`, problem])).values()];
}

function proxyProblems(model: Model, environment: Environment): Problem[] {
  const { proxy, baseUrl } = model;
  const missing = proxy.kind === "written" ? missingEnvironmentNames(proxy.url, environment) : [];
  if (missing.length > 0) {
    return missing.map((name) => ({
      where: placeOf(model, "proxy"),
      what: `the environment variable ${name} is not set`,
      expected: "a part of the proxy's URL",
      fix: "Set it in the environment or in .env, or rehearse with --simulate",
    }));
  }
  const route = resolveProxy(proxy, baseUrl, environment);
  return route.kind === "fault" ? [{ where: placeOf(model, route.from), ...route.fault }] : [];
}

function placeOf(model: Model, from: string): string {
  return from === "proxy" ? `model ${model.name}: proxy` : from;
}

type AuthoritiesFile =
  | { readonly kind: "read"; readonly certificates: readonly string[] }
  | { readonly kind: "problem"; readonly problem: Problem };

async function readAuthorities(config: Config, path: string): Promise<AuthoritiesFile> {
  const where = `${config.file ?? "config"}: ca`;
  const name = relative(config.directory, path) || ".";
  const expected = "a PEM file: -----BEGIN CERTIFICATE----- …";
  let text: string;
  try {
    text = await readFile(path, "latin1");
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const found = `${name} (${String(error.code)})`;
    return { kind: "problem", problem: { where, what: "names a file that cannot be read", found, expected } };
  }
  const { readCertificates } = await import("../providers/trust-authorities.ts");
  try {
    const certificates = readCertificates(text);
    if (certificates.length > 0) return { kind: "read", certificates };
  } catch (error) {
    const found = `${name} (${error instanceof Error ? error.message : String(error)})`;
    return { kind: "problem", problem: { where, what: "names a file with a damaged certificate", found, expected } };
  }
  const fix = "Convert a DER file with `openssl x509 -inform der -in FILE -out FILE.pem`";
  return {
    kind: "problem",
    problem: { where, what: "names a file without a certificate", found: name, expected, fix },
  };
}
