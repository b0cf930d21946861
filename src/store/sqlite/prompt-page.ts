import type { Connection } from "./connection.ts";
import { StoreError } from "../../core/errors.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import type { PromptTuple, RunPromptSet } from "./protocol.ts";
import type { Json } from "./stored-json.ts";
import { parseStored } from "./stored-json.ts";

/** UTF-16 units of text after which a page ends: prompts may be megabytes, the threads' heaps are small. */
export const PAGE_TEXT = 2 ** 19;

/** The axes of a run and where its prompts end. */
export interface RunShape {
  readonly templates: number;
  readonly repeats: number;
  readonly lastPosition: number;
}

/** The queries on a run's prompts that several readers share. */
export interface RunPrompts {
  /** Throws a StoreError when there is no such run. */
  shapeOf(runKey: number): RunShape;
  /** Keys of the run's lanes, by ordinal. */
  lanesOf(runKey: number): number[];
  /** Throws a StoreError when there is no such lane. */
  laneKeyOf(runKey: number, lane: number): number;
  /** Prompts at `from` ≤ position ≤ `to`, ascending. */
  between(runKey: number, from: number, to: number, limit: number): IterableIterator<PromptTuple>;
  /** The prompt sets that the prompts name. */
  promptSetsOf(runKey: number, prompts: readonly PromptTuple[]): Map<number, RunPromptSet>;
  /** Id of the prompt at a position; "" when there is none. */
  idAt(runKey: number, position: number): string;
}

type PromptRow = readonly [
  key: number,
  promptSet: number,
  promptKey: number,
  line: number,
  id: string | null,
  cells: Json<readonly string[]>,
];

/** Prepares the queries. */
export function runPrompts(connection: Connection): RunPrompts {
  const selectShape = connection.prepare<[number], RunShape>(
    "select template_count as templates, repeats, last_position as lastPosition from runs where key = ?",
  );
  const selectLanes = connection
    .prepare<[number], number>("select key from lanes where run_key = ? order by ordinal")
    .pluck();
  const selectPrompts = connection
    .prepare<[number, number, number], PromptRow>(
      `select run_prompts.key, prompt_set, prompt_key, line, id, cells
       from run_prompts join prompts on prompts.key = prompt_key
       where run_prompts.key >= ? and run_prompts.key <= ? order by run_prompts.key limit ?`,
    )
    .raw();
  const selectSet = connection.prepare<
    [number, number],
    { readonly name: string; readonly columns: Json<readonly string[]> }
  >(
    `select name, columns from run_prompt_sets join prompt_sets on prompt_sets.key = prompt_set_key
     where run_key = ? and ordinal = ?`,
  );

  const selectId = connection
    .prepare<[number], string>(
      `select coalesce(id, name || ':' || (prompt_key % ${GREATEST_CHILD_COUNT}))
       from run_prompts join prompts on prompts.key = prompt_key
       join run_prompt_sets on run_key = run_prompts.key / ${GREATEST_CHILD_COUNT} and ordinal = prompt_set
       where run_prompts.key = ?`,
    )
    .pluck();

  return {
    idAt: (runKey, position) => selectId.get(packKey(runKey, position)) ?? "",

    shapeOf(runKey) {
      const shape = selectShape.get(runKey);
      if (shape === undefined) throw new StoreError("NO_SUCH_RUN", `the store has no run with the key ${runKey}`);
      return shape;
    },

    lanesOf: (runKey) => selectLanes.all(runKey),

    laneKeyOf(runKey, lane) {
      const key = selectLanes.all(runKey)[lane];
      if (key === undefined) throw new StoreError("NO_SUCH_LANE", `the store has no lane ${lane} of run ${runKey}`);
      return key;
    },

    *between(runKey, from, to, limit) {
      const last = packKey(runKey, Math.min(to, GREATEST_CHILD_COUNT - 1));
      for (const row of selectPrompts.iterate(packKey(runKey, from), last, limit)) {
        const [key, promptSet, promptKey, line, id, cells] = row;
        yield [childOf(key), promptSet, childOf(promptKey), line, id, cells];
      }
    },

    promptSetsOf(runKey, prompts) {
      const sets = new Map<number, RunPromptSet>();
      for (const [, promptSet] of prompts) {
        if (sets.has(promptSet)) continue;
        const row = selectSet.get(runKey, promptSet);
        if (row !== undefined) sets.set(promptSet, { name: row.name, columns: parseStored(row.columns) });
      }
      return sets;
    },
  };
}
