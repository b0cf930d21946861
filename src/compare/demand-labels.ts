import { ProblemsError, type Problem } from "../core/errors.ts";
import type { CompletionsFile } from "./completions-file.ts";

/** What the table's columns of the prompt set start with. */
export const INPUT = "input.";

/** Refuses a slice or cluster column that is not in both tables. Throws a ProblemsError with every one of them. */
export function demandLabels(
  files: readonly CompletionsFile[],
  common: readonly string[],
  { by, cluster }: { readonly by: string | null; readonly cluster: string | null },
): void {
  const problems = [
    ["--by", by],
    ["--cluster", cluster],
  ].flatMap(([flag, column]): Problem[] => {
    if (flag === undefined || flag === null || column === undefined || column === null) return [];
    if (common.includes(`${INPUT}${column}`)) return [];
    const without = files.filter(({ columns }) => !columns.includes(`${INPUT}${column}`)).map(({ path }) => path);
    const known = common.filter((name) => name.startsWith(INPUT)).map((name) => name.slice(INPUT.length));
    return [
      {
        where: flag,
        what: `no input column of this name in ${without.join(" and ")}`,
        found: column,
        expected: known.join(", "),
      },
    ];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
}
