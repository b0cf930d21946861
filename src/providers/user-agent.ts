import { createRequire } from "node:module";

/** `promptgrid/<version>`, read from the package's own package.json. */
export function userAgent(): string {
  const manifest: unknown = createRequire(import.meta.url)("../../package.json");
  const version = manifest !== null && typeof manifest === "object" && "version" in manifest ? manifest.version : "0";
  return `promptgrid/${String(version)}`;
}
