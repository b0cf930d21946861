import { resolve } from "node:path";
import { compare } from "../../compare/compare.ts";
import { judgeComparison } from "../../compare/gate-rules.ts";
import { reportComparison } from "../../compare/report-comparison.ts";
import type { ComparisonReport } from "../../compare/report.ts";
import { readEnvironment } from "../../config/environment.ts";
import type { Gate, Margin } from "../../core/gate.ts";
import { askedGate, type AskedGate } from "../../run/asked-gate.ts";
import { comparisonSource } from "../../run/comparison-source.ts";
import { boundMemory } from "../bound-memory.ts";
import { planCiOutputs, writeCiOutputs } from "../ci/ci-outputs.ts";
import { comparisonMarkdown } from "../comparison/comparison-markdown.ts";
import { gateExitCode } from "../comparison/gate-exit-code.ts";
import { renderComparison } from "../comparison/comparison-text.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { inconclusiveOf } from "../gate-options.ts";
import { findConfig, hasResults } from "../results-folder.ts";
import { UsageError } from "../usage-error.ts";

const DEFAULT_ROWS = 5;

export interface CompareArguments {
  readonly baseline: string;
  readonly candidate: string | undefined;
  readonly config: string | undefined;
  readonly results: string | undefined;
  readonly model: string | undefined;
  readonly models: readonly [string, string] | undefined;
  readonly templates: readonly [string, string] | undefined;
  readonly aa: boolean | undefined;
  readonly by: string | undefined;
  readonly cluster: string | undefined;
  readonly seed: number | undefined;
  readonly gate: boolean | undefined;
  readonly margin: Margin | undefined;
  readonly strict: boolean | undefined;
  readonly inconclusive: string | undefined;
  readonly junit: string | undefined;
  readonly format: string;
  readonly rows: number | undefined;
}

/** Compares two tables, prints what differs, and lets a gate decide the exit code. */
export async function handleCompare(args: CompareArguments, context: CliContext): Promise<number> {
  checkArguments(args);
  using _memory = boundMemory();
  const config = await findConfig(args.config, context);
  const results = args.results === undefined ? (config?.results ?? "results") : args.results;
  const folder = resolve(context.directory, results);
  const places = { results: folder, directory: context.directory, hasResults: await hasResults(folder) };
  const other = args.candidate === undefined ? null : await comparisonSource(args.candidate, places);
  const baseline = await comparisonSource(args.baseline, places, { except: other?.facts?.runId });
  const candidate = other ?? baseline;
  const seed = args.seed ?? 1;
  const gate = gateOf(args, config?.gate ?? null, seed);
  const outputs = await planCiOutputs(args.junit, context);
  const comparison = await compare(baseline, candidate, {
    choice: { model: args.model ?? null, models: args.models ?? null, templates: args.templates ?? null },
    by: args.by ?? null,
    cluster: args.cluster ?? gate?.cluster ?? null,
    seed,
    isAgainstItself: args.aa === true,
  });
  const report = await reportComparison(comparison, {
    rows: args.rows ?? DEFAULT_ROWS,
    gate: gate === null ? null : judgeComparison(comparison, gate),
  });
  context.stdout.write(render(report, args.format, context.stdout.columns));
  const inconclusive = inconclusiveOf(args);
  const isWritten = await writeCiOutputs(
    outputs,
    { report, gate: report.gate, inconclusive, isCompared: true, isJson: args.format === "json" },
    context,
  );
  const judged = gateExitCode(report.gate, inconclusive);
  const code = judged === exitCode.success && !isWritten ? exitCode.incomplete : judged;
  if (report.gate !== null && config !== null && config.notify.length > 0) {
    const environment = await readEnvironment(args.config, {
      cwd: context.directory,
      environment: context.environment,
    });
    const { noticeOfComparison, notify } = await import("../notify.ts");
    await notify({ targets: config.notify, environment }, noticeOfComparison(report, report.gate, code), context);
  }
  return code;
}

/** The gate that was asked for, if any. */
function gateOf(args: CompareArguments, configured: Gate | null, seed: number): AskedGate | null {
  const isAsked = args.gate === true || args.margin !== undefined || args.strict === true;
  if (isAsked) return askedGate(args, configured, seed);
  const idle = (["inconclusive", "junit"] as const).find((name) => args[name] !== undefined);
  if (idle === undefined) return null;
  throw new UsageError(`--${idle}: there is nothing to judge without --gate`);
}

function render(report: ComparisonReport, format: string, columns: number | undefined): string {
  if (format === "json") return `${JSON.stringify(report)}\n`;
  return format === "md" ? comparisonMarkdown(report) : renderComparison(report, columns);
}

function checkArguments({ candidate, aa, model, models, templates }: CompareArguments): void {
  if (model !== undefined && models !== undefined) throw new UsageError("--model and --models exclude each other");
  if (aa === true && (candidate !== undefined || models !== undefined || templates !== undefined)) {
    throw new UsageError("--aa compares one run with itself: name one run, and no --models or --templates");
  }
  if (candidate === undefined && aa !== true && models === undefined && templates === undefined) {
    throw new UsageError(
      "compare: name a candidate, or two models or templates of the run with --models or --templates",
    );
  }
}
