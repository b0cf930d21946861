/** Compiles src/ to dist/ with declarations: what the package ships, as Node strips no types inside node_modules. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, renameSync, rmSync } from "node:fs";

const output = `dist.${process.pid}.tmp`;
const compiler = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", output];
const { status } = spawnSync(process.execPath, compiler, { stdio: "inherit" });
if (status === 0) {
  cpSync("src/simulator/fixtures", `${output}/simulator/fixtures`, { recursive: true });
  chmodSync(`${output}/bin.js`, 0o755);
  // Replaced at the end, so that a command that runs from dist meets a whole one nearly always.
  rmSync("dist", { recursive: true, force: true });
  renameSync(output, "dist");
} else {
  rmSync(output, { recursive: true, force: true });
  process.exitCode = 1;
}
