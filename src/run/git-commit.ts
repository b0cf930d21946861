import { execFile } from "node:child_process";

/** Longer than git takes on any healthy checkout; the commit is not worth waiting for. */
const LONGEST_WAIT_MS = 2_000;

/** The commit checked out around `directory`, or null where there is none or no git. */
export function gitCommit(directory: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("git", ["rev-parse", "HEAD"], { cwd: directory, timeout: LONGEST_WAIT_MS }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null);
    });
  });
}
