/** Entry of the reader thread: queries that end within their call, so that no snapshot holds back the log. */
import { baselineReader } from "./baselines.ts";
import { openConnection } from "./connection.ts";
import { figureReader } from "./figure-reader.ts";
import { gridReader } from "./grid-reader.ts";
import { limitHistoryReader } from "./limit-histories.ts";
import { pendingTaskReader } from "./pending-task-reader.ts";
import { currentProcess } from "./process-identity.ts";
import { promptSetReader } from "./prompt-set-reader.ts";
import type { OpenedCalls, ReaderCalls } from "./protocol.ts";
import { runReader } from "./run-reader.ts";
import { scoreReader } from "./score-reader.ts";
import { serveCalls } from "./serve-calls.ts";

serveCalls(async ({ path }) => {
  const connection = openConnection(path, null);
  connection.pragma("query_only = ON");
  const calls: OpenedCalls<ReaderCalls> = {
    ...promptSetReader(connection),
    ...runReader(connection, currentProcess()),
    ...limitHistoryReader(connection),
    ...baselineReader(connection),
    ...pendingTaskReader(connection),
    ...gridReader(connection),
    ...figureReader(connection),
    ...scoreReader(connection),
    close: () => {
      connection.close();
    },
  };
  return calls;
});
