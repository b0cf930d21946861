/** Writes the tables of a stored run a few times: `write-tables.ts <prompts> <models> <completion length> <rounds>`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boundMemory } from "../../src/cli/bound-memory.ts";
import { openStore } from "../../src/store/sqlite/sqlite-store.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { storeRun } from "../stored-run.ts";

const [prompts = 0, models = 0, completionLength = 0, rounds = 0] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
const rowsPerSecond: number[] = [];
using _memory = boundMemory();
try {
  await using store = await openStore(join(folder, "promptgrid.db"));
  const run = await storeRun(store, { prompts, models, completionLength });
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await writeTables(store, run, join(folder, "tables"), {
      tables: { bom: false, escapeFormulas: false },
      models: [],
    });
    rowsPerSecond.push((prompts * models) / ((performance.now() - start) / 1000));
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(JSON.stringify(rowsPerSecond));
