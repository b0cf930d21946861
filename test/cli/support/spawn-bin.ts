import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The built command; the test run builds it before the first test. */
export const bin = fileURLToPath(new URL("../../../dist/bin.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user would. Nothing of the tests' own environment reaches it but PATH and HOME. */
export async function runBin(
  args: readonly string[],
  options: { node?: string; cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  const { node = process.execPath, cwd, environment = {} } = options;
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment };
  const child = spawn(node, [bin, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}
