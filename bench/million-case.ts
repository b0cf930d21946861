import { measureMillion } from "./million.ts";
import { heading, line } from "./print.ts";

/** The largest grid, once. */
export async function million(prompts: number): Promise<void> {
  heading(`The largest grid: ${prompts} prompts × 3, 100 characters, instant server, once`);
  const figures = await measureMillion(prompts);
  const peaks = figures.peaksMb.map((mb) => mb.toFixed(0)).join(", ");
  line("prompts read, checked and stored", `${figures.ingested.toFixed(0)} rows/s (goal ≥ 100000)`);
  line("start of `run` to its first request", `${figures.firstRequestSeconds.toFixed(1)} s`);
  line("requests until the kill", `${figures.requestsPerSecond.toFixed(0)} requests/s`);
  line("peak memory in each tenth of them", `${peaks} MB (goal ≤ 300, flat)`);
  const resumed = `${figures.resumeSeconds.toFixed(1)} s with ${figures.settledAtKill} settled (goal ≤ 5)`;
  line("start of `resume` to its first request", resumed);
  line("peak memory of `resume`, tables included", `${figures.resumeMb.toFixed(0)} MB`);
  const exported = `${figures.exportedRows.toFixed(0)} rows/s (goal ≥ 60000), ${figures.exportMb.toFixed(0)} MB`;
  line("`export`, whole process, rows of completions.csv", exported);
  line("database", `${figures.databaseMb.toFixed(0)} MB`);
}
