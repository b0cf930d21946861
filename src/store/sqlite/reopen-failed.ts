import { setImmediate } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import { GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { BODY_COLUMNS, FIGURE_COLUMNS, OUTCOME_KINDS } from "./record-row.ts";

/** Records moved per transaction, so that commits of other runs get their turn. */
const CHUNK = 500;

/** Moves a run's failed records to the superseded ones; returns their number. What is moved stays moved if it breaks off. */
export async function reopenFailed(connection: Connection, runKey: number, supersededAt: number): Promise<number> {
  const selectLanes = connection.prepare<[number], number>("select key from lanes where run_key = ?").pluck();
  const selectFailed = connection
    .prepare<[number, number], number>(
      `select key from records where key > ? and key < ? and outcome = ${OUTCOME_KINDS.indexOf("failed")} order by key limit ${CHUNK}`,
    )
    .pluck();
  const copy = connection.prepare(
    `insert into superseded_records (superseded_at, key, ${FIGURE_COLUMNS}, ${BODY_COLUMNS})
     select ?, records.key, ${FIGURE_COLUMNS}, ${BODY_COLUMNS}
     from records left join bodies on bodies.key = records.key where records.key = ?`,
  );
  const removeBody = connection.prepare("delete from bodies where key = ?");
  const removeRecord = connection.prepare("delete from records where key = ?");

  let moved = 0;
  for (const lane of selectLanes.all(runKey)) {
    let after = packKey(lane, 0) - 1;
    const end = packKey(lane, GREATEST_CHILD_COUNT);
    for (;;) {
      const keys = writeTransaction(connection, () => {
        const failed = selectFailed.all(after, end);
        for (const key of failed) {
          copy.run(supersededAt, key);
          removeBody.run(key);
          removeRecord.run(key);
        }
        return failed;
      });
      moved += keys.length;
      if (keys.length < CHUNK) break;
      after = keys.at(-1) ?? end;
      await setImmediate();
    }
  }
  return moved;
}
