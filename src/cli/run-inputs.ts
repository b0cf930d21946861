import { applyOverrides } from "../config/apply-overrides.ts";
import { readEnvironment } from "../config/environment.ts";
import { loadConfig } from "../config/load-config.ts";
import type { Config } from "../core/config.ts";
import type { Selection } from "../core/run.ts";
import type { ParseOptions } from "../prompts/options.ts";
import type { SimulatorOptions } from "../simulator/options.ts";
import { checkFaults } from "./check-faults.ts";
import type { CliContext } from "./context.ts";
import type { OptionValues } from "./option.ts";
import type {
  breakerOption,
  concurrencyOption,
  configOptions,
  gridOptions,
  parseOptions,
  simulateOptions,
} from "./option-groups.ts";
import { parseNames } from "./parse-value.ts";
import { UsageError } from "./usage-error.ts";

type GridArguments = OptionValues<
  typeof configOptions & typeof gridOptions & typeof concurrencyOption & typeof breakerOption
>;

/** The config with the command line's overrides, and the environment with `.env`. */
export async function readConfig(
  args: Partial<GridArguments> & { readonly simulate?: boolean | undefined },
  context: CliContext,
): Promise<{ readonly config: Config; readonly environment: CliContext["environment"] }> {
  const cwd = context.directory;
  const environment = await readEnvironment(args.config, { cwd, environment: context.environment });
  const models = args.models === undefined ? {} : { models: parseNames(args.models) };
  const written = await loadConfig(args.config, { cwd, environment, simulate: args.simulate === true, ...models });
  const config = applyOverrides(written, {
    cwd,
    ...(args.prompts === undefined ? {} : { prompts: args.prompts }),
    ...models,
    ...(args.repeats === undefined ? {} : { repeats: args.repeats }),
    ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
    ...(args.noBreaker === true ? { breaker: false as const } : {}),
    ...(args.out === undefined ? {} : { out: args.out }),
  });
  return { config, environment };
}

/** Which prompts the command line asks for. */
export function selectionOf(args: OptionValues<typeof gridOptions & typeof parseOptions>): Selection {
  if (args.seed !== undefined && args.sample === undefined) {
    throw new UsageError("--seed: there is nothing to draw without --sample N");
  }
  return {
    where: args.where ?? [],
    limit: args.limit ?? null,
    sample: args.sample === undefined ? null : { size: args.sample, seed: args.seed ?? 1 },
    skipInvalid: args.skipInvalid === true,
  };
}

/** How the command line says that prompt files are to be read. */
export function parseOptionsOf(args: OptionValues<typeof parseOptions>, config: Config): ParseOptions {
  return {
    encoding: args.encoding ?? null,
    delimiter: args.delimiter ?? null,
    header: args.noHeader !== true,
    quotes: args.noQuotes !== true,
    skipInvalid: args.skipInvalid === true,
    idColumn: config.columns.id,
  };
}

/** How the simulator should behave, whether or not `--simulate` asks for it; throws a ProblemsError for unknown faults. */
export async function simulatorOptionsOf(
  args: Omit<OptionValues<typeof simulateOptions>, "simulate">,
): Promise<SimulatorOptions> {
  await checkFaults("--simulate-fault", args.simulateFault ?? []);
  return {
    ...(args.simulateLatency === undefined ? {} : { latency: { medianMs: args.simulateLatency, sigma: 0.3 } }),
    ...(args.simulateFault === undefined ? {} : { faults: args.simulateFault }),
  };
}

/** The simulator's options when `--simulate` is given; undefined for real endpoints. */
export async function simulationOf(args: OptionValues<typeof simulateOptions>): Promise<SimulatorOptions | undefined> {
  if (args.simulate === true) return simulatorOptionsOf(args);
  if (args.simulateLatency !== undefined) throw new UsageError("--simulate-latency has no meaning without --simulate");
  if (args.simulateFault !== undefined) throw new UsageError("--simulate-fault has no meaning without --simulate");
  return undefined;
}

/** Options that a later command has to repeat to find the same results. */
export function locationOptions(args: Pick<OptionValues<typeof configOptions>, "config" | "out">): string {
  const option = (flag: string, value: string | undefined) =>
    value === undefined ? "" : ` ${flag} ${shellQuote(value)}`;
  return option("--config", args.config) + option("--out", args.out);
}

/** A word as a POSIX shell reads it back. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
