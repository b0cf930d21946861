import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";

/** The built command, as a user's shell would find it. */
const BIN = resolve(import.meta.dirname, "../../dist/bin.js");

/** What a finished command left behind. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly finished: Promise<CommandResult>;
  /** Resolves when it has printed `text`, or has ended. */
  readonly said: (text: string) => Promise<void>;
}

/** Options of a spawned command. */
export interface CommandOptions {
  readonly cwd: string;
  /** Replaces the environment but for PATH and HOME. */
  readonly environment?: Record<string, string>;
  readonly input?: string | Buffer;
  /** What a shell does before it becomes the command, e.g. set a limit. */
  readonly shell?: string;
}

/** Spawns `promptgrid …` without a terminal. */
export function spawnPromptgrid(args: readonly string[], options: CommandOptions): RunningCommand {
  const words = [process.execPath, BIN, ...args];
  const [program = "", ...rest] =
    options.shell === undefined ? words : ["bash", "-c", `${options.shell}; exec "$@"`, "bash", ...words];
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const finished = new Promise<CommandResult>((resolvePromise, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => resolvePromise({ exitCode, signal, ...output }));
  });
  const said = async (text: string): Promise<void> => {
    while (!(output.stdout + output.stderr).includes(text) && child.exitCode === null && child.signalCode === null) {
      await new Promise((next) => setTimeout(next, 2));
    }
  };
  return { child, finished, said };
}

/** Runs `promptgrid …` to its end. */
export function runPromptgrid(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return spawnPromptgrid(args, options).finished;
}
