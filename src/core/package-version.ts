import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** Version of this package, from its own package.json. */
export function packageVersion(): string {
  const path = findPackageJSON("..", import.meta.url);
  const manifest: unknown = path === undefined ? null : JSON.parse(readFileSync(path, "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
