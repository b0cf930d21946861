import type { Baseline } from "../store.ts";
import type { Connection } from "./connection.ts";
import type { ReaderCalls, WriterCalls } from "./protocol.ts";

/** Keeps and forgets the names of baselines. */
export function baselineWriter(connection: Connection): Pick<WriterCalls, "setBaseline" | "removeBaseline"> {
  return {
    setBaseline(name, runKey, setAt) {
      connection
        .prepare(
          `insert into baselines (name, run_key, set_at) values (?, ?, ?)
           on conflict (name) do update set run_key = excluded.run_key, set_at = excluded.set_at`,
        )
        .run(name, runKey, setAt);
    },
    removeBaseline: (name) => connection.prepare("delete from baselines where name = ?").run(name).changes > 0,
  };
}

/** Reads which run each name stands for. */
export function baselineReader(connection: Connection): Pick<ReaderCalls, "baselines"> {
  const select = connection.prepare<[], Baseline>(
    `select baselines.name as name, runs.id as runId, baselines.set_at as setAt
     from baselines join runs on runs.key = baselines.run_key order by baselines.name`,
  );
  return { baselines: () => select.all() };
}
