/** Compiles src/ to dist/ with declarations: what the package ships, as Node strips no types inside node_modules. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
cpSync("src/simulator/fixtures", "dist/simulator/fixtures", { recursive: true });
chmodSync("dist/bin.js", 0o755);
