import { zstdDecompressSync } from "node:zlib";
import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey, parentOf } from "./keys.ts";
import { PAGE_TEXT, runPrompts } from "./prompt-page.ts";
import type { RunShape } from "./prompt-page.ts";
import type { GridPage, GridTuple, PromptTuple, ReaderCalls } from "./protocol.ts";
import { BODY_COLUMNS, FIGURE_COLUMNS } from "./record-row.ts";
import type { RecordRow } from "./record-row.ts";

/** Prompts whose records are read together: one query per lane for all of them. */
const CHUNK = 32;

interface ChunkRecords {
  readonly prompts: readonly PromptTuple[];
  /** All records of those prompts. */
  readonly records: readonly GridTuple[];
}

/** Reads prompts with their records, in input order. */
export function gridReader(connection: Connection): Pick<ReaderCalls, "gridRows" | "findGridRow"> {
  const prompts = runPrompts(connection);
  const selectRecords = connection
    .prepare<[number, number], RecordRow>(
      `select records.key, ${FIGURE_COLUMNS}, ${BODY_COLUMNS} from records left join bodies on bodies.key = records.key
       where records.key >= ? and records.key < ? order by records.key`,
    )
    .raw();
  const rawOf = rawReader(connection);
  const positionOf = promptFinder(connection);

  /** The next prompts after a position: as many as are read together, but no more text than a page may have. */
  const promptsAfter = (runKey: number, position: number, lastPosition: number, limit: number): PromptTuple[] => {
    const chunk: PromptTuple[] = [];
    let size = 0;
    for (const prompt of prompts.between(runKey, position + 1, lastPosition, Math.min(CHUNK, limit))) {
      chunk.push(prompt);
      size += prompt[5].length;
      if (size > PAGE_TEXT) break;
    }
    return chunk;
  };

  /** The records of the chunk's first prompts: of all of them, unless that is more text than a page may have. */
  const recordsOf = (lanes: readonly number[], shape: RunShape, chunk: readonly PromptTuple[]): ChunkRecords => {
    const perPrompt = shape.templates * shape.repeats;
    const first = (chunk[0]?.[0] ?? 0) * perPrompt;
    let end = ((chunk.at(-1)?.[0] ?? -1) + 1) * perPrompt;
    const records: GridTuple[] = [];
    for (const [lane, laneKey] of lanes.entries()) {
      let size = 0;
      for (const row of selectRecords.iterate(packKey(laneKey, first), packKey(laneKey, end))) {
        const cell = childOf(row[0]);
        if (cell >= end) break;
        records.push({ lane, row, raw: null });
        size += textOf(row);
        // The prompt that goes beyond the page is still read whole, in this lane and in those that follow.
        if (size > PAGE_TEXT) end = (Math.floor(cell / perPrompt) + 1) * perPrompt;
      }
    }
    return {
      prompts: chunk.filter(([position]) => position * perPrompt < end),
      records: records.filter(({ row }) => childOf(row[0]) < end),
    };
  };

  return {
    gridRows(runKey, afterPosition, limit): GridPage {
      const { lastPosition, ...shape } = prompts.shapeOf(runKey);
      const lanes = prompts.lanesOf(runKey);
      const found: PromptTuple[] = [];
      const records: GridTuple[] = [];
      let size = 0;
      let after = afterPosition;
      while (found.length < limit && size < PAGE_TEXT) {
        const chunk = promptsAfter(runKey, after, lastPosition, limit - found.length);
        const read = recordsOf(lanes, { ...shape, lastPosition }, chunk);
        const last = read.prompts.at(-1);
        if (last === undefined) break;
        after = last[0];
        found.push(...read.prompts);
        records.push(...read.records);
        for (const prompt of read.prompts) size += prompt[5].length;
        for (const { row } of read.records) size += textOf(row);
      }
      const resumeAfter = found.length < limit && after < lastPosition && found.length > 0 ? after : null;
      return { prompts: found, promptSets: prompts.promptSetsOf(runKey, found), ...shape, records, resumeAfter };
    },

    findGridRow(runKey, promptId): GridPage | null {
      const position = positionOf(runKey, promptId);
      if (position === null) return null;
      const shape = prompts.shapeOf(runKey);
      const found = [...prompts.between(runKey, position, position, 1)];
      const records = recordsOf(prompts.lanesOf(runKey), shape, found).records.map((tuple): GridTuple => ({
        ...tuple,
        raw: rawOf(tuple.row),
      }));
      const promptSets = prompts.promptSetsOf(runKey, found);
      return {
        prompts: found,
        promptSets,
        templates: shape.templates,
        repeats: shape.repeats,
        records,
        resumeAfter: null,
      };
    },
  };
}

/** UTF-16 units in a record's texts. */
function textOf(row: RecordRow): number {
  return (row[22]?.length ?? 0) + (row[23]?.length ?? 0) + (row[24]?.length ?? 0);
}

/** Takes a raw body out of its block. */
function rawReader(connection: Connection): (row: RecordRow) => Uint8Array | null {
  const selectBlock = connection.prepare<[number], { readonly is_compressed: number; readonly data: Uint8Array }>(
    "select is_compressed, data from raw_blocks where key = ?",
  );
  return (row) => {
    const [block, offset, length] = [row[25], row[26], row[27]];
    if (length === null) return null;
    if (block === null || offset === null) return new Uint8Array(0);
    const stored = selectBlock.get(block);
    if (stored === undefined) return null;
    const data = stored.is_compressed === 1 ? zstdDecompressSync(stored.data) : stored.data;
    return Uint8Array.from(data.subarray(offset, offset + length));
  };
}

/** Finds a prompt by its own id, otherwise by `<prompt set>:<row>`. */
function promptFinder(connection: Connection): (runKey: number, promptId: string) => number | null {
  const selectSets = connection.prepare<
    [number],
    { readonly ordinal: number; readonly key: number; readonly name: string }
  >("select ordinal, prompt_set_key as key, name from run_prompt_sets where run_key = ? order by ordinal");
  const selectById = connection
    .prepare<[string, number, number], number>(
      "select key from prompts where id = ? and key >= ? and key < ? order by key limit 1",
    )
    .pluck();
  const selectWithoutId = connection.prepare("select 1 from prompts where key = ? and id is null");
  const selectPosition = connection
    .prepare<[number, number, number, number], number>(
      `select key % ${GREATEST_CHILD_COUNT} from run_prompts where key >= ? and key < ? and prompt_key = ? and prompt_set = ? limit 1`,
    )
    .pluck();

  return (runKey, promptId) => {
    const sets = selectSets.all(runKey);
    const positionOf = (promptKey: number, ordinal: number): number | null =>
      selectPosition.get(packKey(runKey, 0), packKey(runKey, GREATEST_CHILD_COUNT), promptKey, ordinal) ?? null;
    for (const { ordinal, key } of sets) {
      const promptKey = selectById.get(promptId.toWellFormed(), packKey(key, 0), packKey(key, GREATEST_CHILD_COUNT));
      const position = promptKey === undefined ? null : positionOf(promptKey, ordinal);
      if (position !== null) return position;
    }
    for (const { ordinal, key, name } of sets) {
      const row = promptId.startsWith(`${name}:`) ? Number(promptId.slice(name.length + 1)) : Number.NaN;
      if (!Number.isInteger(row) || `${name}:${row}` !== promptId) continue;
      const promptKey = packKey(key, row);
      if (row < 0 || parentOf(promptKey) !== key || selectWithoutId.get(promptKey) === undefined) continue;
      const position = positionOf(promptKey, ordinal);
      if (position !== null) return position;
    }
    return null;
  };
}
