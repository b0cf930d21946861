import { spawnSync } from "node:child_process";
import { heading, line } from "./print.ts";

/** How long it takes to score a stored run by two scorers, means and intervals included, and to find that nothing is new. */
export function scores(): void {
  heading("Scores: 100,000 prompts × 3 models, completions of 200 characters, exact and regex");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/clients/score-run.ts", "100000", "3", "200"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`score-run exited ${status}: ${stderr}`);
  const { seconds, againSeconds, peakMb } = JSON.parse(stdout) as Record<string, number>;
  line("scored and summed up", `${seconds?.toFixed(1)} s (goal < 20)`);
  line("once more, nothing new", `${againSeconds?.toFixed(1)} s`);
  line("peak memory, making the run included", `${peakMb?.toFixed(0)} MB (goal < 400)`);
}
