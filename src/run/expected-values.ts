import { ProblemsError, type Problem } from "../core/errors.ts";
import type { PromptNeeds } from "./judging/judge-scorer.ts";
import type { Store, StoredRun } from "../store/store.ts";

/** A Problem for each prompt set that lacks a column that a scorer needs. */
export function missingScorerColumns(
  scorers: readonly PromptNeeds[],
  sets: readonly { readonly name: string; readonly columns: readonly string[] }[],
): Problem[] {
  return sets.flatMap(({ name, columns }) =>
    scorers.flatMap((scorer) => {
      const missing = scorer.missingColumn(columns);
      if (missing === null) return [];
      const what = `has no column ${missing}, which the scorer ${scorer.name} needs`;
      return [{ where: name, what, expected: `one of ${columns.join(", ")}` }];
    }),
  );
}

/** What is wrong with the expected values of one prompt, or null; `place` is file and line. */
export function expectedValueProblem(
  scorers: readonly PromptNeeds[],
  cells: Readonly<Record<string, string>>,
  place: string,
): Problem | null {
  for (const scorer of scorers) {
    const fault = scorer.check(cells);
    if (fault === null || fault.column === null) continue;
    const what = `the column ${fault.column} ${fault.what}`;
    const fix = `The scorer ${scorer.name} reads it`;
    return { where: place, what, found: fault.found, expected: fault.expected, fix };
  }
  return null;
}

/** Problems that are listed; more would say the same. */
const LISTED_PROBLEMS = 20;

/** Throws a ProblemsError with what the run's prompts lack for these scorers, before any of them is scored. */
export async function demandExpectedValues(
  store: Store,
  run: StoredRun,
  scorers: readonly PromptNeeds[],
): Promise<void> {
  const sets = run.promptSets.map(({ columns }, index) => ({
    name: run.plan.promptSets[index]?.name ?? "",
    columns,
  }));
  const problems = missingScorerColumns(scorers, sets);
  for (let after = -1; problems.length < LISTED_PROBLEMS;) {
    const prompts = await store.runPrompts(run.key, after, 1000);
    const last = prompts.at(-1);
    if (last === undefined) break;
    after = last.position;
    for (const { columns, promptSet, line } of prompts) {
      const problem = expectedValueProblem(scorers, columns, `${promptSet}:${line}`);
      if (problem !== null && problems.length < LISTED_PROBLEMS) problems.push(problem);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
}
