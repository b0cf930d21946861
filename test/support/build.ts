import { execFileSync } from "node:child_process";

/** Tests spawn the built command, so it is built from the sources under test. */
export function setup(): void {
  execFileSync(process.execPath, ["scripts/build.ts"], { stdio: ["ignore", "ignore", "inherit"] });
}
