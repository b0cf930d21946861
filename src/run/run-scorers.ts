import type { Config } from "../core/config.ts";
import type { AppliedScorer } from "./score-run.ts";

/**
 * The scorers of a config, ready to be used; their code is loaded only where there are any. Throws a ProblemsError with
 * all that keeps them from being so.
 */
export async function loadScorers({
  scorers,
  directory,
  file,
}: Pick<Config, "scorers" | "directory" | "file">): Promise<AppliedScorer[]> {
  if (scorers.length === 0) return [];
  const { createScorers } = await import("../score/create-scorers.ts");
  const created = await createScorers(scorers, { directory, file });
  return created.map((scorer, index) => ({ scorer, repeats: scorers[index]?.repeats ?? "mean" }));
}
