import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who owns something in the database: process ids alone are used again. */
export interface ProcessIdentity {
  readonly processId: number;
  readonly host: string;
  /** `<boot>/<process namespace>/<start>` where /proc tells, otherwise "". */
  readonly started: string;
}

/** An owner with the time until which others must believe it alive, milliseconds since the Unix epoch. */
export interface Owner extends ProcessIdentity {
  readonly leaseUntil: number;
}

/** This process. */
export function currentProcess(): ProcessIdentity {
  const start = processStart(process.pid);
  const boot = machineBoot();
  return {
    processId: process.pid,
    host: hostname(),
    started: start === null || boot === null ? "" : `${boot}/${start}`,
  };
}

/**
 * Whether the owner still lives, as far as `self` can see: by its process on the same machine, by its lease elsewhere
 * (`now` in milliseconds since the Unix epoch).
 */
export function isAlive(owner: Owner, self: ProcessIdentity, now: number): boolean {
  const leased = owner.leaseUntil > now;
  if (owner.host !== self.host) return leased;
  const [boot, space] = owner.started.split("/");
  const [ownBoot, ownSpace] = self.started.split("/");
  if (owner.started === "" || self.started === "") return leased && isRunning(owner.processId);
  if (boot !== ownBoot) return false;
  if (space !== ownSpace) return leased;
  const start = processStart(owner.processId);
  if (start === null) return leased && isRunning(owner.processId);
  return owner.started === `${ownBoot}/${ownSpace}/${start}`;
}

/** `<boot>/<process namespace>` of this machine: process ids mean something within it only. */
function machineBoot(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}

/** Start of a process in clock ticks after the boot; null when it cannot be read, "" when only its remains are left. */
function processStart(processId: number): string | null {
  try {
    const status = readFileSync(`/proc/${processId}/stat`, "utf8");
    // The command name in parentheses may hold anything; state is the first field after it, the start the twentieth.
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
