import type { Config } from "../core/config.ts";
import { isJudging } from "../core/scorer-config.ts";
import type { AppliedScorer } from "./score-run.ts";

/**
 * The scorers of a config that ask nobody, ready to be used; their code is loaded only where there are any. Throws a ProblemsError with
 * all that keeps them from being so.
 */
export async function loadScorers({
  scorers,
  directory,
  file,
}: Pick<Config, "scorers" | "directory" | "file">): Promise<AppliedScorer[]> {
  const computed = scorers.filter((scorer) => !isJudging(scorer));
  if (computed.length === 0) return [];
  const { createScorers } = await import("../score/create-scorers.ts");
  const created = await createScorers(scorers, { directory, file });
  return created.map((scorer, index) => ({ scorer, repeats: computed[index]?.repeats ?? "mean" }));
}
