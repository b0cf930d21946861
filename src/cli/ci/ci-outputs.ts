import { appendFile, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { ComparisonReport } from "../../compare/report.ts";
import type { ReportedGate } from "../../compare/report-gate.ts";
import { ProblemsError, PromptgridError } from "../../core/errors.ts";
import { TableFile } from "../../tables/table-file.ts";
import { comparisonMarkdown, runGateMarkdown } from "../comparison/comparison-markdown.ts";
import type { CliContext } from "../context.ts";
import { boundedLines } from "./bounded-lines.ts";
import { annotations } from "./annotations.ts";
import { junitXml } from "./junit.ts";

/** GitHub refuses a step's summary that is larger. */
const LARGEST_SUMMARY_BYTES = 2 ** 20;

/** Where the outputs for CI go. */
export interface CiOutputs {
  /** Of `--junit`, absolute, or null. */
  readonly junit: string | null;
  /** Of GITHUB_STEP_SUMMARY, or null. */
  readonly summary: string | null;
  /** Whether GitHub Actions reads what is printed. */
  readonly isGithub: boolean;
}

/** A comparison that is to be told of. */
export interface ToldComparison {
  readonly report: ComparisonReport;
  /** Null without a gate. */
  readonly gate: ReportedGate | null;
  readonly inconclusive: "pass" | "fail" | undefined;
  /** False where the gate looked at one run alone. */
  readonly isCompared: boolean;
  /** Whether standard output is one of JSON, so that nothing else may stand there. */
  readonly isJson: boolean;
}

/** Finds out where outputs go, and throws a ProblemsError when the JUnit file could not be written. */
export async function planCiOutputs(junit: string | undefined, context: CliContext): Promise<CiOutputs> {
  const { environment, directory } = context;
  const path = junit === undefined ? null : resolve(directory, junit);
  if (path !== null) await demandWritable(path, junit ?? path);
  return {
    junit: path,
    summary: environment["GITHUB_STEP_SUMMARY"] || null,
    isGithub: environment["GITHUB_ACTIONS"] === "true",
  };
}

/** Writes all outputs; false when the JUnit file, which was asked for, could not be written. What fails is said. */
export async function writeCiOutputs(
  { junit, summary, isGithub }: CiOutputs,
  told: ToldComparison,
  context: CliContext,
): Promise<boolean> {
  const { report, gate, inconclusive } = told;
  if (isGithub && gate !== null) {
    const stream = told.isJson ? context.stderr : context.stdout;
    stream.write(annotations(gate, inconclusive));
  }
  if (summary !== null) await attempt("the job summary", () => appendSummary(summary, told), context);
  if (junit === null || gate === null) return true;
  return attempt("the JUnit file", () => writeWhole(junit, junitXml(report, gate, inconclusive)), context);
}

async function demandWritable(path: string, written: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await using _probe = await TableFile.open(path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ProblemsError([
      { where: "--junit", what: "cannot be written", found: `${written} (${String(error.code)})` },
    ]);
  }
  if (await isFolder(path)) {
    throw new ProblemsError([{ where: "--junit", what: "is a folder", found: written, expected: "a file" }]);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await using file = await TableFile.open(path);
  await file.write(text);
  await file.commit();
}

async function appendSummary(path: string, { report, gate, isCompared }: ToldComparison): Promise<void> {
  const taken = await sizeOf(path);
  const text = isCompared || gate === null ? comparisonMarkdown(report) : runGateMarkdown(report, gate);
  await appendFile(path, boundedLines(text, LARGEST_SUMMARY_BYTES - taken));
}

async function attempt(what: string, action: () => Promise<void>, { stderr }: CliContext): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    const isExpected = error instanceof PromptgridError || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    stderr.write(`warning: ${what} could not be written: ${error.message}\n`);
    return false;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
