/** Scores a stored run by two scorers and prints how long it took: `score-run.ts <prompts> <models> <completion length>`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boundMemory } from "../../src/cli/bound-memory.ts";
import type { ScorerConfig } from "../../src/core/scorer-config.ts";
import { loadScorers } from "../../src/run/run-scorers.ts";
import { runScores } from "../../src/run/run-scores.ts";
import { scoreRun } from "../../src/run/score-run.ts";
import { openStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeRun } from "../stored-run.ts";

const SCORERS: readonly ScorerConfig[] = [
  { name: "exact", type: "exact", expected: "42", normalize: ["trim"], repeats: "mean" },
  { name: "regex", type: "regex", pattern: "sum is (\\d+)", flags: "u", normalize: [], repeats: "mean" },
];

const [prompts = 0, models = 0, completionLength = 0] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
using _memory = boundMemory();
try {
  await using store = await openStore(join(folder, "promptgrid.db"));
  const run = await storeRun(store, { prompts, models, completionLength });
  const applied = await loadScorers({ scorers: SCORERS, directory: folder, file: null });
  const time = async () => {
    const start = performance.now();
    const { added } = await scoreRun(store, run, applied);
    await runScores(store, run);
    return { added, seconds: (performance.now() - start) / 1000 };
  };
  const first = await time();
  const again = await time();
  if (first.added !== 2 * prompts * models || again.added !== 0)
    throw new Error("not every completion was scored once");
  // Kilobytes on Linux and macOS; the run was made in this process, too, so the peak is above that of scoring alone.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds: first.seconds, againSeconds: again.seconds, peakMb }));
} finally {
  await rm(folder, { recursive: true });
}
