import { basename, join } from "node:path";
import type { Model, TableOptions } from "../core/config.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { completionsTable } from "./completions.ts";
import { comparisonTable } from "./comparison.ts";
import { csvFormat } from "./csv-format.ts";
import { gridPages } from "./grid-pages.ts";
import { jsonlFormat } from "./jsonl-format.ts";
import { openResultsFolder } from "./results-folder.ts";
import { runJson } from "./run-json.ts";
import { TableFile } from "./table-file.ts";
import { pageScores, type TableScores } from "./table-scores.ts";
import { usageColumns, usageRows, usageScoreColumns } from "./usage.ts";

/** How `writeTables` writes. */
export interface WriteTablesOptions {
  readonly tables: TableOptions;
  /** The run's models, for their currency; matched by name. */
  readonly models: readonly Pick<Model, "name" | "price">[];
  /** Without it no table has scores. */
  readonly scores?: TableScores | undefined;
  /** @default "csv" */
  readonly format?: "csv" | "jsonl";
}

/**
 * Writes completions, comparison, usage and run.json of a run as the store holds it, in input order and bounded
 * memory, and returns their absolute paths. `run` must be read after its last update: its status, end and wall time go
 * into the files. No file is replaced before all are complete on disk. Throws TableWriteError or StoreError.
 */
export async function writeTables(
  store: Pick<Store, "gridRows" | "totals" | "samples">,
  run: StoredRun,
  folder: string,
  options: WriteTablesOptions,
): Promise<string[]> {
  await openResultsFolder(folder);
  const format = options.format === "jsonl" ? jsonlFormat : csvFormat(options.tables);
  await using files = new AsyncDisposableStack();
  const opened: TableFile[] = [];
  const openFile = async (name: string) => {
    const file = files.use(await TableFile.open(join(folder, name)));
    opened.push(file);
    return file;
  };

  const scores = options.scores ?? { scorers: [], figures: [], between: async () => [] };
  const scorers = scores.scorers.map(({ name }) => name);
  const grids = [];
  for (const table of [completionsTable(run, options.models, scorers), comparisonTable(run)]) {
    const file = await openFile(`${table.name}.${format.extension}`);
    const encoder = format.encoderFor(table.columns);
    await file.write(encoder.head);
    grids.push({ table, file, encoder });
  }
  for await (const page of gridPages(store, run.key)) {
    const scoresOf = await pageScores(run, scores, page);
    // One table is encoded while the other is written.
    await Promise.all(
      grids.map(({ table, file, encoder }) =>
        file.write(encoder.encode(page.flatMap((row) => table.rowsOf(row, scoresOf)))),
      ),
    );
  }

  const usage = await usageRows(store, run, options.models, scores.figures);
  const columns = [...usageColumns, ...scorers.flatMap(usageScoreColumns)];
  const usageFile = await openFile(`usage.${format.extension}`);
  const usageEncoder = format.encoderFor(columns);
  await usageFile.write(usageEncoder.head);
  await usageFile.write(usageEncoder.encode(usage.map((row) => columns.map((column) => row[column] ?? null))));

  const runFile = await openFile("run.json");
  const names = opened.map((file) => basename(file.path));
  await runFile.write(
    runJson(run, { usage, scorers: scores.scorers, files: names, nodeVersion: process.versions.node }),
  );

  for (const file of opened) await file.sync();
  for (const file of opened) await file.commit();
  return opened.map((file) => file.path);
}
