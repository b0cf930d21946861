import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ProblemsError, type Problem } from "../core/errors.ts";
import {
  isJudging,
  type JsonConfig,
  type JudgingConfig,
  type ModuleConfig,
  type ScorerConfig,
} from "../core/scorer-config.ts";
import { choiceRule } from "./choice.ts";
import { compileJsonSchema } from "./compile-json-schema.ts";
import { containsRule } from "./contains.ts";
import { costRule } from "./cost.ts";
import { exactRule } from "./exact.ts";
import { f1Rule } from "./f1.ts";
import { jsonRule, parseJson } from "./json.ts";
import { latencyRule } from "./latency.ts";
import { lengthRule } from "./length.ts";
import { moduleRule } from "./module.ts";
import { numberRule } from "./number.ts";
import { promptfooRule } from "./promptfoo.ts";
import { regexRule } from "./regex.ts";
import type { Scorer, ScoringRule } from "./scorer.ts";
import { scorerHash } from "./scorer-hash.ts";
import { similarityRule } from "./similarity.ts";

/** Where scorers stand, for messages and for the files that they name. */
export interface ScorersOrigin {
  /** Folder that their paths are relative to, absolute. */
  readonly directory: string;
  /** The config file's name, or null when it comes from code. */
  readonly file: string | null;
}

/** A scorer that cannot be made, at a field of its config. */
class ScorerFault extends Error {
  readonly field: string;
  readonly detail: Omit<Problem, "where">;

  constructor(field: string, detail: Omit<Problem, "where">) {
    super(detail.what);
    this.field = field;
    this.detail = detail;
  }
}

/** Makes every scorer ready that asks no model: modules are imported, schemas compiled. Throws a ProblemsError with all that is wrong. */
export async function createScorers(
  configs: readonly (ScorerConfig | JudgingConfig)[],
  origin: ScorersOrigin,
): Promise<Scorer[]> {
  const scorers: Scorer[] = [];
  const problems: Problem[] = [];
  for (const [index, config] of configs.entries()) {
    if (isJudging(config)) continue;
    const place = (field: string) => `${origin.file ?? "config"}: scorers[${index}].${field}`;
    try {
      const scorer = await createScorer(config, origin.directory);
      const fault = scorer.check({});
      if (fault === null || fault.column !== null) scorers.push(scorer);
      else problems.push({ where: place("expected"), what: fault.what, found: fault.found, expected: fault.expected });
    } catch (error) {
      if (!(error instanceof ScorerFault)) throw error;
      problems.push({ where: place(error.field), ...error.detail });
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return scorers;
}

async function createScorer(config: ScorerConfig, directory: string): Promise<Scorer> {
  const { rule, file } = await ruleOf(config, directory);
  const { columns, isAmount = false, needsText = true, check = () => null, score } = rule;
  return {
    name: config.name,
    hash: scorerHash(config, file),
    missingColumn: rule.missingColumn ?? ((present) => columns.find((column) => !present.includes(column)) ?? null),
    isAmount,
    needsText,
    check,
    score,
  };
}

/** `file`: bytes that the verdicts depend on. */
interface LoadedRule {
  readonly rule: ScoringRule;
  readonly file: Uint8Array | null;
}

async function ruleOf(config: ScorerConfig, directory: string): Promise<LoadedRule> {
  switch (config.type) {
    case "exact":
      return { rule: exactRule(config), file: null };
    case "contains":
      return { rule: containsRule(config), file: null };
    case "regex":
      return { rule: regexRule(config), file: null };
    case "number":
      return { rule: numberRule(config), file: null };
    case "choice":
      return { rule: choiceRule(config), file: null };
    case "json":
      return loadJsonRule(config, directory);
    case "similarity":
      return { rule: similarityRule(config), file: null };
    case "f1":
      return { rule: f1Rule(config), file: null };
    case "length":
      return { rule: lengthRule(config), file: null };
    case "latency":
      return { rule: latencyRule(config), file: null };
    case "cost":
      return { rule: costRule(config), file: null };
    case "module":
      return loadModuleRule(config, directory);
    case "promptfoo":
      return { rule: promptfooRule(config), file: null };
  }
}

async function loadJsonRule(config: JsonConfig, directory: string): Promise<LoadedRule> {
  if (config.schema === undefined) return { rule: jsonRule(config, null), file: null };
  const file = typeof config.schema === "string" ? await read(config.schema, "schema", directory) : null;
  const schema = file === null ? config.schema : schemaIn(file);
  if (typeof schema === "string") throw new ScorerFault("schema", { what: schema, expected: "a JSON Schema" });
  const compiled = await compileJsonSchema(schema);
  if (compiled.kind === "refused") {
    throw new ScorerFault("schema", { what: `is no JSON Schema: ${compiled.message}`, expected: "a JSON Schema" });
  }
  return { rule: jsonRule(config, compiled.check), file };
}

/** The schema in a file, or what is wrong with it. */
function schemaIn(file: Uint8Array): Readonly<Record<string, unknown>> | string {
  const parsed = parseJson(new TextDecoder().decode(file));
  if (parsed.kind === "invalid") return `its file is no JSON: ${parsed.message}`;
  const { value } = parsed;
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? { ...value }
    : "its file holds no object";
}

async function loadModuleRule(config: ModuleConfig, directory: string): Promise<LoadedRule> {
  const file = await read(config.path, "path", directory);
  const url = pathToFileURL(resolve(directory, config.path));
  // A changed file must not be answered from the module cache of a long-lived process.
  url.searchParams.set("scorer", scorerHash(config, file));
  const loaded: unknown = await import(url.href).catch((error: unknown) => {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ScorerFault("path", { what: `cannot be loaded: ${message}`, found: config.path });
  });
  const score = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
  if (typeof score !== "function") {
    const expected = "export default (record, context) => …";
    throw new ScorerFault("path", { what: "exports no function by default", found: config.path, expected });
  }
  return {
    rule: moduleRule((record, context) => Reflect.apply(score, undefined, [record, context]), config.options),
    file,
  };
}

async function read(path: string, field: string, directory: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(directory, path));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const what = error.code === "ENOENT" ? "names a file that is not there" : `cannot be read (${String(error.code)})`;
    throw new ScorerFault(field, { what, found: path, expected: "a file, relative to the config" });
  }
}
