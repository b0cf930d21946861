import { StoreError } from "../../core/errors.ts";
import type { RunScorer } from "../score-store.ts";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import { packKey } from "./keys.ts";
import { SCORE_KINDS, SCORE_NUMBERS } from "./packed-scores.ts";
import type { WriterCalls } from "./protocol.ts";

const ERROR = SCORE_KINDS.indexOf("error");

/** Writes scorers and scores. No claim on the run is needed: scores add to records, and equal ones are the same. */
export function scoreWriter(connection: Connection): Pick<WriterCalls, "setScorers" | "commitScores"> {
  const addScorer = connection.prepare("insert into scorers (hash) values (?) on conflict (hash) do nothing");
  const setCurrent = connection.prepare(
    `insert into run_scorers (run_key, ordinal, name, scorer_key, repeats, is_amount)
     values (@run, (select coalesce(max(ordinal) + 1, 0) from run_scorers where run_key = @run), @name,
       (select key from scorers where hash = @hash), @repeats, @amount)
     on conflict (run_key, name) do update set scorer_key = excluded.scorer_key, repeats = excluded.repeats,
       is_amount = excluded.is_amount`,
  );
  const addColumn = connection.prepare(
    `insert into score_columns (scorer_key, lane_key) select ?, key from lanes where run_key = ? and ordinal = ?
     on conflict do nothing`,
  );
  const findColumn = connection
    .prepare<[number, number, number], number>(
      `select score_columns.key from score_columns join lanes on lanes.key = lane_key
       where scorer_key = ? and run_key = ? and ordinal = ?`,
    )
    .pluck();
  const columnOf = (scorerKey: number, runKey: number, lane: number): number => {
    const known = findColumn.get(scorerKey, runKey, lane);
    if (known !== undefined) return known;
    addColumn.run(scorerKey, runKey, lane);
    const added = findColumn.get(scorerKey, runKey, lane);
    if (added !== undefined) return added;
    throw new StoreError("NO_SUCH_LANE", `the store has no lane ${lane} of run ${runKey}`);
  };
  const addScore = connection.prepare(
    `insert into scores (key, kind, value, reason) values (?, ?, ?, ?)
     on conflict (key) do update set kind = excluded.kind, value = excluded.value, reason = excluded.reason
     where kind = ${ERROR}`,
  );

  return {
    setScorers(runKey, scorers: readonly RunScorer[]) {
      writeTransaction(connection, () => {
        for (const { name, hash, repeats, isAmount } of scorers) {
          addScorer.run(hash);
          setCurrent.run({ run: runKey, name, hash, repeats: JSON.stringify(repeats), amount: isAmount ? 1 : 0 });
        }
      });
    },

    commitScores(runKey, { numbers, reasons }) {
      writeTransaction(connection, () => {
        const columns = new Map<string, number>();
        for (const [index, reason] of reasons.entries()) {
          const at = index * SCORE_NUMBERS;
          const [scorerKey, lane, cell] = [numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0];
          const place = `${scorerKey} ${lane}`;
          const column = columns.get(place) ?? columnOf(scorerKey, runKey, lane);
          columns.set(place, column);
          const value = numbers[at + 4] ?? Number.NaN;
          addScore.run(packKey(column, cell), numbers[at + 3], Number.isNaN(value) ? null : value, reason);
        }
      });
    },
  };
}
