import { packageVersion } from "../core/package-version.ts";

/** `promptgrid/<version>`. */
export function userAgent(): string {
  return `promptgrid/${packageVersion()}`;
}
