import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("committing-process.ts", import.meta.url));

/** A process that commits, see committing-process.ts. */
export interface CommittingProcess {
  /** Cells whose commit it has reported, so far. */
  readonly acknowledged: () => readonly number[];
  /** Resolves once it has reported so many cells. */
  readonly reached: (count: number) => Promise<void>;
  readonly kill: () => void;
  /** Resolves when it is gone and its output is read: how it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function startCommitting(path: string, runKey: number, lane: number, cells: number): CommittingProcess {
  const child = spawn(process.execPath, [SCRIPT, path, String(runKey), String(lane), String(cells)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  // A line cut off by the kill was not acknowledged; the first one only says that the store is open.
  const acknowledged = () => output.split("\n").slice(1, -1).map(Number);
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    const count = acknowledged().length;
    for (const waiter of waiting) if (count >= waiter.count) waiter.resolve();
  });
  const ended = once(child, "close").then(() => ({ code: child.exitCode, signal: child.signalCode }));
  return {
    acknowledged,
    reached: (count) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ count, resolve });
        }),
        ended.then(() => {}),
      ]),
    kill: () => {
      child.kill("SIGKILL");
    },
    ended,
  };
}
