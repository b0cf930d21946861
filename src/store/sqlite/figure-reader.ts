import type { MinuteCount } from "../../core/hold.ts";
import type { FailureGroup, LaneMinuteCount, LaneTotals, SampledFigure } from "../store.ts";
import { noRecords } from "../no-records.ts";
import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { runPrompts } from "./prompt-page.ts";
import type { ReaderCalls } from "./protocol.ts";
import { OUTCOME_KINDS } from "./record-row.ts";

const COMPLETED = OUTCOME_KINDS.indexOf("completed");
const REFUSED = OUTCOME_KINDS.indexOf("refused");
const FAILED = OUTCOME_KINDS.indexOf("failed");

const SAMPLE_COLUMNS = { latencyMs: "latency_ms", queueMs: "queue_ms" } as const satisfies Record<
  SampledFigure,
  string
>;

/** The template of a record, of its key; both parameters are whole numbers (they are bound as reals). */
const TEMPLATE = `(key % ${GREATEST_CHILD_COUNT}) / cast(? as integer) % cast(? as integer)`;

interface FailureRow {
  readonly outcome: number;
  readonly code: string | null;
  readonly count: number;
  readonly example: number;
  readonly message: string | null;
}

/** Reads figures over all records of a run: recomputed at every call, one scan of the narrow records. */
export function figureReader(
  connection: Connection,
): Pick<ReaderCalls, "totals" | "requestsSince" | "samples" | "failures"> {
  const prompts = runPrompts(connection);
  const selectTotals = connection.prepare<[number, number, number, number], Omit<LaneTotals, "lane">>(
    `select ${TEMPLATE} as template,
       count(*) filter (where outcome = ${COMPLETED}) as completed,
       count(*) filter (where outcome = ${REFUSED}) as refused,
       count(*) filter (where outcome = ${FAILED}) as failed,
       count(*) filter (where outcome <> ${FAILED} and usage = 0) as "usageAbsent",
       sum(prompt_tokens) as "promptTokens", sum(completion_tokens) as "completionTokens",
       sum(total_tokens) as "totalTokens", sum(cached_tokens) as "cachedTokens",
       sum(reasoning_tokens) as "reasoningTokens", sum(cost) as cost,
       sum(attempts) as attempts, sum(rate_limited) as "rateLimited"
     from records where key >= ? and key < ? group by 1`,
  );
  const requestsOf = (table: string) =>
    `select cast(started_at / 60000 as integer) as minute, sum(attempts) as requests from ${table}
     where key >= ? and key < ? and started_at >= ? group by 1`;
  const selectRequests = ["records", "superseded_records"].map((table) =>
    connection.prepare<[number, number, number], MinuteCount>(requestsOf(table)),
  );
  const selectFailures = connection.prepare<[number, number], FailureRow>(
    `select outcome, code, message, count(*) as count, min(key) as example
     from records where key >= ? and key < ? and outcome <> ${COMPLETED} group by outcome, code`,
  );

  return {
    totals(runKey) {
      const { templates, repeats } = prompts.shapeOf(runKey);
      return prompts.lanesOf(runKey).flatMap((laneKey, lane) => {
        const rows = selectTotals.all(repeats, templates, packKey(laneKey, 0), packKey(laneKey, GREATEST_CHILD_COUNT));
        const byTemplate = new Map(rows.map((row) => [row.template, row]));
        return Array.from({ length: templates }, (_, template): LaneTotals => {
          return { lane, ...(byTemplate.get(template) ?? { template: template, ...noRecords }) };
        });
      });
    },

    requestsSince(runKey, since) {
      return prompts.lanesOf(runKey).flatMap((laneKey, lane) => {
        const range = [packKey(laneKey, 0), packKey(laneKey, GREATEST_CHILD_COUNT)] as const;
        const counts = selectRequests.flatMap((select) => select.all(...range, since));
        return counts.map((count): LaneMinuteCount => ({ lane, ...count }));
      });
    },

    samples(runKey, lane, template, figure) {
      const { templates, repeats } = prompts.shapeOf(runKey);
      const laneKey = prompts.laneKeyOf(runKey, lane);
      const column = SAMPLE_COLUMNS[figure];
      const condition = `${column} is not null and ${TEMPLATE} = ? and key >= ? and key < ?`;
      const select = (columns: string) =>
        connection
          .prepare<[number, number, number, number, number], number>(
            `select ${columns} from records where ${condition}`,
          )
          .pluck();
      const where = [
        repeats,
        templates,
        template,
        packKey(laneKey, 0),
        packKey(laneKey, GREATEST_CHILD_COUNT),
      ] as const;
      // Counted first: an array that grows is in memory twice. What is committed in between is left out.
      const samples = new Float64Array(select("count(*)").get(...where) ?? 0);
      let count = 0;
      for (const value of select(column).iterate(...where)) {
        if (count === samples.length) break;
        samples[count] = value;
        count += 1;
      }
      return count === samples.length ? samples : samples.slice(0, count);
    },

    failures(runKey) {
      const { templates, repeats } = prompts.shapeOf(runKey);
      const groups = prompts.lanesOf(runKey).flatMap((laneKey, lane) => {
        const rows = selectFailures.all(packKey(laneKey, 0), packKey(laneKey, GREATEST_CHILD_COUNT));
        return rows.map((row): FailureGroup => {
          const position = Math.floor(childOf(row.example) / (templates * repeats));
          return {
            lane,
            kind: row.outcome === REFUSED ? "refused" : "failed",
            code: row.code ?? "",
            count: row.count,
            example: { promptId: prompts.idAt(runKey, position), message: row.message ?? "" },
          };
        });
      });
      return groups.sort((a, b) => b.count - a.count || a.lane - b.lane || (a.code < b.code ? -1 : 1));
    },
  };
}
