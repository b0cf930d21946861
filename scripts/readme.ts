/** Runs the README's shell blocks marked `<!-- runs -->`, in order, in an empty folder, and fails with the first that fails. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

const blocks = [...readFileSync("README.md", "utf8").matchAll(/<!-- runs -->\n```sh\n([\s\S]*?)```/g)];
const commands = blocks.flatMap((block) => (block[1] ?? "").split("\n").filter((line) => line !== ""));
if (commands.length === 0) throw new Error("README.md has no block marked <!-- runs -->");

const folder = mkdtempSync(join(tmpdir(), "promptgrid-readme-"));
const bin = join(folder, "bin");
mkdirSync(bin);
writeFileSync(join(bin, "promptgrid"), `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/bin.js")}" "$@"\n`);
chmodSync(join(bin, "promptgrid"), 0o755);
const work = join(folder, "work");
mkdirSync(work);
for (const command of commands) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: work, env, encoding: "utf8" });
  console.log(`${status === 0 ? "ok" : "FAILED"}  ${command}`);
  if (status !== 0) {
    console.error(stdout, stderr);
    process.exitCode = 1;
    break;
  }
}
rmSync(folder, { recursive: true });
