/** Entry of the writer thread: the only connection of its store that writes. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { baselineWriter } from "./baselines.ts";
import type { Connection } from "./connection.ts";
import { openConnection } from "./connection.ts";
import { DatabaseFiles } from "./database-files.ts";
import { DraftSweeper } from "./draft-sweeper.ts";
import { Leases } from "./leases.ts";
import { limitHistoryWriter } from "./limit-histories.ts";
import { migrate } from "./migrate.ts";
import { currentProcess } from "./process-identity.ts";
import { promptSetWriter } from "./prompt-set-writer.ts";
import type { OpenedCalls, WriterCalls } from "./protocol.ts";
import { recordWriter } from "./record-writer.ts";
import { reopenFailed } from "./reopen-failed.ts";
import { runWriter } from "./run-writer.ts";
import { scoreWriter } from "./score-writer.ts";
import { serveCalls } from "./serve-calls.ts";

/** How long closing waits for other processes before it leaves the log to them, milliseconds. */
const CLOSING_WAIT_MS = 250;

serveCalls(async ({ path, maximumPages }) => {
  mkdirSync(dirname(path), { recursive: true });
  const connection = openConnection(path, maximumPages);
  try {
    await migrate(connection, path);
  } catch (error) {
    connection.close();
    throw error;
  }
  const leases = new Leases(connection, currentProcess());
  const sweeper = new DraftSweeper(connection, leases);
  sweeper.start();
  const files = new DatabaseFiles(path);
  const runs = runWriter(connection, leases, sweeper);
  const commit = recordWriter(connection, leases);
  const calls: OpenedCalls<WriterCalls> = {
    ...promptSetWriter(connection, leases, sweeper),
    ...runs,
    ...limitHistoryWriter(connection),
    ...baselineWriter(connection),
    // Looked at afterwards: whatever is there then has everything that is now acknowledged.
    commit: (records) => {
      commit(records);
      files.demandInPlace();
    },
    updateRun: (runKey, update) => {
      runs.updateRun(runKey, update);
      files.demandInPlace();
    },
    ...scoreWriter(connection),
    reopenFailed: (runKey, supersededAt) => reopenFailed(connection, runKey, supersededAt),
    close: () => {
      sweeper.close();
      closeConnection(connection, leases);
    },
  };
  return calls;
});

/** Everything committed is safe already, so a full disk or a busy neighbour must not keep the store from closing. */
function closeConnection(connection: Connection, leases: Leases): void {
  connection.pragma(`busy_timeout = ${CLOSING_WAIT_MS}`);
  for (const step of [() => leases.close(), () => connection.pragma("wal_checkpoint(TRUNCATE)")]) {
    try {
      step();
    } catch {
      // A lease left behind ends with this process; the log is read and emptied by whoever opens the database next.
    }
  }
  connection.close();
}
