import { openCompletions, type Rows } from "./completions-file.ts";
import { plainCell } from "./plain-cell.ts";
import type { Arm } from "./side.ts";

/** The answer of one repeat, as the table has it. */
export interface ReadAnswer {
  readonly repeat: number;
  readonly status: string;
  readonly text: string;
  /** Of a failed task. */
  readonly error: string;
}

/** What is wanted of a table: the answers of one arm to some prompts. */
export interface WantedAnswers {
  readonly arm: Pick<Arm, "model" | "template">;
  readonly promptIds: ReadonlySet<string>;
  readonly takesRepeat: (repeat: number) => boolean;
}

const READ = ["prompt_id", "template", "model", "repeat", "status", "completion", "error"];

/** Answers by prompt id. */
export type AnswersById = ReadonlyMap<string, readonly ReadAnswer[]>;

/**
 * Reads a table once more, for the texts of the few prompts that are shown: while figures are compared no text is held.
 * One map per entry of `wanted`, in the same order. Throws a ProblemsError.
 */
export async function readAnswers(path: string, wanted: readonly WantedAnswers[]): Promise<AnswersById[]> {
  const found = wanted.map(() => new Map<string, ReadAnswer[]>());
  if (wanted.every(({ promptIds }) => promptIds.size === 0)) return found;
  const { columns, rows } = await openCompletions(path);
  const cells = (row: readonly string[], column: string) => row[columns.indexOf(column)] ?? "";
  const idPlace = columns.indexOf("prompt_id");
  for await (const row of eachRow(rows(READ))) {
    const id = plainCell(row[idPlace] ?? "");
    if (!wanted.some(({ promptIds }) => promptIds.has(id))) continue;
    const repeat = Number(cells(row, "repeat"));
    for (const [index, { arm, promptIds, takesRepeat }] of wanted.entries()) {
      if (!promptIds.has(id) || cells(row, "model") !== arm.model || cells(row, "template") !== arm.template) continue;
      if (!takesRepeat(repeat)) continue;
      const answer = {
        repeat,
        status: cells(row, "status"),
        text: cells(row, "completion"),
        error: cells(row, "error"),
      };
      const answers = found[index]?.get(id);
      if (answers === undefined) found[index]?.set(id, [answer]);
      else answers.push(answer);
    }
  }
  return found;
}

async function* eachRow(batches: AsyncIterable<Rows>): AsyncGenerator<readonly string[]> {
  for await (const batch of batches) yield* batch;
}
