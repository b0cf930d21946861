/** Makes dist/: what the package ships. JavaScript is bundled, as start-up is the loading of modules; types are not. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, renameSync, rmSync } from "node:fs";
import { bundle } from "./bundle.ts";

const output = `dist.${process.pid}.tmp`;
try {
  await bundle(output);
  emitTypes(`${output}/types`);
  cpSync("src/simulator/fixtures", `${output}/fixtures`, { recursive: true });
  chmodSync(`${output}/bin.js`, 0o755);
  // Replaced at the end, so that a command that runs from dist meets a whole one nearly always.
  rmSync("dist", { recursive: true, force: true });
  renameSync(output, "dist");
} finally {
  rmSync(output, { recursive: true, force: true });
}

/** Declarations of the library, by the compiler, which also checks what they are made from. */
function emitTypes(folder: string): void {
  const compiler = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", folder];
  const { status } = spawnSync(process.execPath, compiler, { stdio: "inherit" });
  if (status !== 0) throw new Error(`the declarations could not be made: tsc ended with ${status}`);
}
