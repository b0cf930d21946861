import type { Config, Model } from "../../core/config.ts";
import { type Problem, ProblemsError } from "../../core/errors.ts";
import { isJudging, type JudgingConfig } from "../../core/scorer-config.ts";
import { compileText } from "../../prompts/compile-text.ts";
import { judgeHash } from "../../score/judge-hash.ts";
import type { Scorer } from "../../score/scorer.ts";

/** A scorer that asks a model, ready to be used. */
export interface JudgeScorer {
  readonly config: JudgingConfig;
  readonly judge: Model;
  readonly hash: string;
}

/** What a scorer needs of the prompts, to be checked before anything is paid for. */
export type PromptNeeds = Pick<Scorer, "name" | "missingColumn" | "check">;

/** The judging scorers of a config, in its order. Throws a ProblemsError where a judge is not among its models. */
export function judgeScorers({ scorers, judges, file }: Pick<Config, "scorers" | "judges" | "file">): JudgeScorer[] {
  const problems: Problem[] = [];
  const found = scorers.filter(isJudging).flatMap((config) => {
    const judge = judges.find(({ name }) => name === config.model);
    if (judge !== undefined) return [{ config, judge, hash: judgeHash(config, judge) }];
    const where = `${file ?? "config"}: scorer ${config.name}: model`;
    problems.push({ where, what: "names no model", found: config.model, fix: "Add it to judges" });
    return [];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return found;
}

/** The columns that a judge's question takes from the prompts. */
export function judgeNeeds({ config }: JudgeScorer): PromptNeeds {
  return {
    name: config.name,
    missingColumn: (columns) => {
      const [unknown] = compileText(config.rubric, columns).unknown;
      if (unknown !== undefined) return unknown;
      return config.reference === undefined || columns.includes(config.reference) ? null : config.reference;
    },
    check: () => null,
  };
}

/** A Problem for each arm of a comparison that takes no part in the run. */
export function armProblems(
  scorers: readonly JudgeScorer[],
  run: { readonly models: readonly { name: string }[]; readonly templates: readonly { name: string }[] },
): Problem[] {
  return scorers.flatMap(({ config }) => {
    if (config.type !== "pairwise") return [];
    const axis = config.models === undefined ? "templates" : "models";
    const names = run[axis].map(({ name }) => name);
    return (config[axis] ?? [])
      .filter((name) => !names.includes(name))
      .map((found) => ({
        where: `scorer ${config.name}`,
        what: `compares a ${axis.slice(0, -1)} that takes no part in the run`,
        found,
        expected: `one of ${names.join(", ")}`,
      }));
  });
}
