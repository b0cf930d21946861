import { relative, resolve, sep } from "node:path";
import type { Config, Model } from "../core/config.ts";
import { withLimits } from "../core/endpoints.ts";
import { type Problem, ProblemsError } from "../core/errors.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { listWords } from "./fault.ts";
import { nearMiss } from "../core/near-miss.ts";

/** What the command line says in place of the config. */
export interface ConfigOverrides {
  /** Prompt sets; files and globs relative to `cwd`. */
  readonly prompts?: readonly string[];
  /** Names of the models to keep. */
  readonly models?: readonly string[];
  readonly repeats?: number;
  /** For every model. */
  readonly concurrency?: number;
  /** False: no model's lane is stopped because it only fails. */
  readonly breaker?: false;
  /** Results folder, relative to `cwd`. */
  readonly out?: string;
  /** Working directory, absolute. @default the config's folder */
  readonly cwd?: string;
}

/** The config with overrides in place, frozen; throws a ProblemsError that names the flags at fault. */
export function applyOverrides(config: Config, overrides: ConfigOverrides): Config {
  const { prompts, models, repeats, concurrency, out, cwd = config.directory } = overrides;
  const problems = [
    ...modelProblems(config, models ?? config.models.map(({ name }) => name)),
    ...countProblems("--repeats", repeats),
    ...countProblems("--concurrency", concurrency),
  ];
  if (prompts?.some((prompt) => prompt === "")) problems.push({ where: "--prompts", what: "is empty" });
  if (out === "") problems.push({ where: "--out", what: "is empty" });
  if (problems.length > 0) throw new ProblemsError(problems);
  const kept = config.models.filter(({ name }) => models === undefined || models.includes(name));
  return deepFreeze({
    ...config,
    prompts: prompts?.map((prompt) => relativeToConfig(prompt, config.directory, cwd)) ?? config.prompts,
    models: kept.map((model) => overriddenModel(model, overrides)),
    judges: config.judges.map((model) => overriddenModel(model, overrides)),
    repeats: repeats ?? config.repeats,
    results: out === undefined ? config.results : resolve(cwd, out),
  });
}

/** What the command line says of every model; no part of what a run asks. */
export function overriddenModel(
  model: Model,
  { concurrency, breaker }: Pick<ConfigOverrides, "concurrency" | "breaker">,
): Model {
  return {
    ...(concurrency === undefined ? model : withLimits(model, { concurrency })),
    breaker: breaker === false ? null : model.breaker,
  };
}

/** Globs are written with forward slashes everywhere; `-` is standard input. */
function relativeToConfig(prompt: string, directory: string, cwd: string): string {
  if (prompt === "-" || resolve(cwd) === directory) return prompt;
  return relative(directory, resolve(cwd, prompt)).replaceAll(sep, "/");
}

function modelProblems(config: Config, wanted: readonly string[]): Problem[] {
  const names = config.models.map(({ name }) => name);
  const where = "--models";
  const expected = `one or more of ${names.map((name) => `"${name}"`).join(", ")}`;
  if (wanted.length === 0) return [{ where, what: "names no model", expected }];
  return wanted
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearMiss(name, names);
      const problem = { where, what: "is no model of the config", found: JSON.stringify(name), expected };
      return meant === null ? problem : { ...problem, fix: `Did you mean ${listWords([meant])}?` };
    });
}

function countProblems(flag: string, count: number | undefined): Problem[] {
  if (count === undefined || (Number.isSafeInteger(count) && count >= 1)) return [];
  return [{ where: flag, what: "is no usable number", found: String(count), expected: "a whole number from 1" }];
}
