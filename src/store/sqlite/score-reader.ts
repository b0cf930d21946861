import type { StoredScorer } from "../score-store.ts";
import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { SCORE_KINDS } from "./packed-scores.ts";
import { PAGE_TEXT, runPrompts } from "./prompt-page.ts";
import type { PromptTuple, ReaderCalls } from "./protocol.ts";
import type { Json } from "./stored-json.ts";
import { parseStored } from "./stored-json.ts";

const ERROR = SCORE_KINDS.indexOf("error");

interface ScorerRow {
  readonly key: number;
  readonly name: string;
  readonly hash: string;
  readonly is_amount: number;
  readonly repeats: Json<StoredScorer["repeats"]>;
}

type ScoreRow = readonly [key: number, kind: number, value: number | null, reason: string | null];
type ScoreCalls = "runScorers" | "scoreCounts" | "scoresBetween" | "scoreColumn" | "runPrompts";

/** Reads scorers, scores, and the prompts that they are sliced by. */
export function scoreReader(connection: Connection): Pick<ReaderCalls, ScoreCalls> {
  const prompts = runPrompts(connection);
  const selectScorers = connection.prepare<[number], ScorerRow>(
    `select scorers.key, name, hash, repeats, is_amount from run_scorers join scorers on scorers.key = scorer_key
     where run_key = ? order by ordinal`,
  );
  const selectColumn = connection
    .prepare<[number, number], number>("select key from score_columns where scorer_key = ? and lane_key = ?")
    .pluck();
  const selectCount = connection
    .prepare<[number, number], number>(`select count(*) from scores where key >= ? and key < ? and kind <> ${ERROR}`)
    .pluck();
  const selectScores = connection
    .prepare<[number, number], ScoreRow>(
      "select key, kind, value, reason from scores where key >= ? and key < ? order by key",
    )
    .raw();
  const selectFigures = connection
    .prepare<[number, number], ScoreRow>(
      "select key, kind, value, null from scores where key >= ? and key < ? order by key",
    )
    .raw();

  return {
    runScorers: (runKey) =>
      selectScorers.all(runKey).map(({ repeats, is_amount, ...scorer }) => ({
        ...scorer,
        repeats: parseStored(repeats),
        isAmount: is_amount === 1,
      })),

    scoreCounts: (runKey, scorerKey) =>
      prompts.lanesOf(runKey).map((laneKey) => {
        const column = selectColumn.get(scorerKey, laneKey);
        if (column === undefined) return 0;
        return selectCount.get(packKey(column, 0), packKey(column, GREATEST_CHILD_COUNT)) ?? 0;
      }),

    scoresBetween(runKey, scorerKeys, from, to) {
      const { templates, repeats } = prompts.shapeOf(runKey);
      const perPrompt = templates * repeats;
      const numbers: number[] = [];
      const reasons: (string | null)[] = [];
      for (const [lane, laneKey] of prompts.lanesOf(runKey).entries()) {
        for (const scorerKey of scorerKeys) {
          const column = selectColumn.get(scorerKey, laneKey);
          if (column === undefined) continue;
          const range = [packKey(column, from * perPrompt), packKey(column, (to + 1) * perPrompt)] as const;
          for (const [key, kind, value, reason] of selectScores.iterate(...range)) {
            numbers.push(scorerKey, lane, childOf(key), kind, value ?? Number.NaN);
            reasons.push(reason);
          }
        }
      }
      return { numbers: Float64Array.from(numbers), reasons };
    },

    scoreColumn(runKey, scorerKey, lane) {
      const column = selectColumn.get(scorerKey, prompts.laneKeyOf(runKey, lane));
      if (column === undefined)
        return { cells: new Float64Array(0), values: new Float64Array(0), errors: new Float64Array(0) };
      const range = [packKey(column, 0), packKey(column, GREATEST_CHILD_COUNT)] as const;
      let cells = new Float64Array(1024);
      let values = new Float64Array(1024);
      let count = 0;
      const errors: number[] = [];
      for (const [key, kind, value] of selectFigures.iterate(...range)) {
        if (count === cells.length) {
          cells = enlarged(cells);
          values = enlarged(values);
        }
        cells[count] = childOf(key);
        values[count] = value ?? Number.NaN;
        count += 1;
        if (kind === ERROR) errors.push(childOf(key));
      }
      return { cells: cells.slice(0, count), values: values.slice(0, count), errors: Float64Array.from(errors) };
    },

    runPrompts(runKey, afterPosition, limit) {
      const { lastPosition, templates, repeats } = prompts.shapeOf(runKey);
      const found: PromptTuple[] = [];
      let size = 0;
      for (const prompt of prompts.between(runKey, afterPosition + 1, lastPosition, limit)) {
        found.push(prompt);
        size += prompt[5].length;
        if (size > PAGE_TEXT) break;
      }
      const last = found.at(-1)?.[0];
      const isCut = last !== undefined && found.length < limit && last < lastPosition;
      const promptSets = prompts.promptSetsOf(runKey, found);
      return { prompts: found, promptSets, templates, repeats, resumeAfter: isCut ? last : null };
    },
  };
}

function enlarged(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * array.length);
  larger.set(array);
  return larger;
}
