import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ProblemsError } from "../core/errors.ts";
import { TableFile, TableWriteError } from "./table-file.ts";

/**
 * Makes sure, before the first paid request, that a run's result files can be written to `folder`. Throws a
 * ProblemsError when they cannot.
 */
export async function prepareResultsFolder(folder: string): Promise<void> {
  try {
    await openResultsFolder(folder);
    await using probe = await TableFile.open(join(folder, "write-check"));
    await probe.write("promptgrid checks that it can write here\n");
    await probe.sync();
  } catch (error) {
    if (!(error instanceof TableWriteError)) throw error;
    throw new ProblemsError([
      {
        where: folder,
        what: "result files cannot be written to this folder",
        found: error.cause instanceof Error ? error.cause.message : error.message,
        expected: "a folder in which this process may create files",
        fix: "Free space or permissions there, or name another folder (results in the config, or --out)",
      },
    ]);
  }
}

/** Creates the folder where it is not there and removes what killed writers left in it. Throws TableWriteError. */
export async function openResultsFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await sweep(folder);
  } catch (error) {
    throw new TableWriteError(folder, error);
  }
}

const TEMPORARY_NAME = /^\..+\.(\d+)\.tmp$/;

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const processId = TEMPORARY_NAME.exec(name)?.[1];
    if (processId !== undefined && !isAnotherLiveProcess(Number(processId))) {
      await rm(join(folder, name), { force: true });
    }
  }
}

function isAnotherLiveProcess(processId: number): boolean {
  // In a container every start may have the same id: what is there under our own is from an earlier life.
  if (processId === process.pid) return false;
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
