import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const RULE = `\n${"-".repeat(80)}\n\n`;
const LICENCE_FILE = /^(licen[cs]e|notice|copying)\b/i;

/** The licence texts of all packages that `modules` (file paths) are from; throws when a package brings none. */
export function thirdPartyLicences(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((path) => packageFolder(path) ?? []));
  const head = "The JavaScript beside this file is promptgrid's and, bundled with it, that of the packages below.\n";
  return [head, ...[...folders].toSorted(byName).map(licencesOf)].join(RULE);
}

/** `…/node_modules/<name>` of a file in a package, however deep that is. */
function packageFolder(path: string): string | undefined {
  return /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path)?.[0];
}

function byName(a: string, b: string): number {
  return basename(a).localeCompare(basename(b), "en");
}

function licencesOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = Object(manifest);
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) throw new Error(`${folder} has no licence file: may its code be shipped?`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return `${[`${String(name)} ${String(version)} (${String(license)})`, ...texts].join("\n\n")}\n`;
}
