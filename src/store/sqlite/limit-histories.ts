import type { LimitHistory } from "../../core/limit-history.ts";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import type { ReaderCalls, WriterCalls } from "./protocol.ts";
import type { Json } from "./stored-json.ts";
import { parseStored } from "./stored-json.ts";

/** Keeps what was learnt of the accounts' limits. */
export function limitHistoryWriter(connection: Connection): Pick<WriterCalls, "addLimitHistories"> {
  return {
    addLimitHistories(runKey, histories) {
      const insert = connection.prepare("insert into limit_histories (run_key, history) values (?, ?)");
      writeTransaction(connection, () => {
        for (const history of histories) insert.run(runKey, JSON.stringify(history));
      });
    },
  };
}

/** Reads what was learnt, in the order in which it was added. */
export function limitHistoryReader(connection: Connection): Pick<ReaderCalls, "limitHistories"> {
  const select = connection
    .prepare<[number], Json<LimitHistory>>("select history from limit_histories where run_key = ? order by key")
    .pluck();
  return { limitHistories: (runKey) => select.all(runKey).map(parseStored) };
}
