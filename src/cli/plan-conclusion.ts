import { configFromStorage } from "../config/stored-config.ts";
import type { Config } from "../core/config.ts";
import type { RunToJudge } from "../run/plan-gate.ts";
import { findRunToResume, openResults } from "../run/results.ts";
import { planCiOutputs } from "./ci/ci-outputs.ts";
import type { RunConclusion } from "./conclude-run.ts";
import type { CliContext } from "./context.ts";
import { inconclusiveOf, runGate, type runGateOptions } from "./gate-options.ts";
import type { OptionValues } from "./option.ts";
import { findConfig, hasResults } from "./results-folder.ts";
import { shellQuote } from "./run-inputs.ts";

type GateArguments = OptionValues<typeof runGateOptions> & {
  readonly config?: string | undefined;
  readonly out?: string | undefined;
};

/** What is to follow a new run; null where nothing is. Throws a ProblemsError before anything is sent. */
export function conclusionOfNew(
  args: GateArguments & { readonly runId?: string | undefined },
  config: Config,
  context: CliContext,
): Promise<RunConclusion | null> {
  const run = { runId: args.runId ?? null, scorers: config.scorers };
  return planConclusion(args, { results: config.results, gate: config.gate, run }, context);
}

/** The same for a run that goes on; its scorers are the stored ones, the gate is today's config's or else the stored one. */
export async function conclusionOfResumed(
  args: GateArguments & { readonly run: string },
  results: string,
  context: CliContext,
): Promise<RunConclusion | null> {
  if (runGate(args, null) === null) return null;
  const config = await findConfig(args.config, context);
  await using opened = await openResults(results);
  const stored = await findRunToResume(opened.store, args.run);
  const { scorers, gate } = configFromStorage(stored.config);
  const run = { runId: stored.id, scorers };
  return await planConclusion(args, { results, gate: config?.gate ?? gate, run }, context);
}

interface Judged {
  readonly results: string;
  readonly gate: Config["gate"];
  readonly run: RunToJudge;
}

async function planConclusion(
  args: GateArguments,
  { results, gate, run }: Judged,
  context: CliContext,
): Promise<RunConclusion | null> {
  const asked = runGate(args, gate);
  if (asked === null) return null;
  const { planGate } = await import("../run/plan-gate.ts");
  const places = { results, directory: context.directory, hasResults: await hasResults(results) };
  return {
    gate: await planGate(asked, args.baseline ?? null, run, places),
    inconclusive: inconclusiveOf(args),
    outputs: await planCiOutputs(args.junit, context),
    compareOptions: compareOptions(args),
  };
}

function compareOptions({ config, out }: GateArguments): string {
  const option = (flag: string, value: string | undefined) =>
    value === undefined ? "" : ` ${flag} ${shellQuote(value)}`;
  return option("--config", config) + option("--results", out);
}
