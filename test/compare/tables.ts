import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { findSource, type Source } from "../../src/compare/source.ts";
import { temporaryFolder } from "../support/folder.ts";

/** A task's row with what a test cares about; the rest is an ordinary completed answer. */
export type Row = Readonly<Record<string, string | number>> & { readonly prompt_id: string };

const usual = { template: "v1", model: "qwen", provider_model: "qwen2.5", repeat: 1, status: "completed" };

/** A completions.csv of these rows, with a run.json beside it where one is given. */
export async function tableOf(rows: readonly Row[], runJson?: object): Promise<Source> {
  const complete = rows.map((row) => ({ ...usual, completion: "text", finish_reason: "stop", ...row }));
  const columns = [...new Set(complete.flatMap((row) => Object.keys(row)))];
  const csv = stringify(complete, { header: true, columns });
  const folder = await temporaryFolder({
    "completions.csv": csv,
    ...(runJson === undefined ? {} : { "run.json": runJson }),
  });
  const source = await findSource(join(folder, "completions.csv"), folder);
  if (source === null) throw new Error("the table was just written");
  return source;
}

/** `count` rows of prompts p0, p1 …, each with the cells that `cells` gives. */
export function rowsOf(count: number, cells: (prompt: number) => Readonly<Record<string, string | number>>): Row[] {
  return Array.from({ length: count }, (_, prompt) => ({ prompt_id: `p${prompt}`, ...cells(prompt) }));
}
