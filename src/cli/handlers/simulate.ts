import { ProblemsError } from "../../core/errors.ts";
import type { FaultRule, SimulatorOptions } from "../../simulator/options.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { checkFaults } from "../check-faults.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { Interrupt } from "../interrupt.ts";

export interface SimulateArguments {
  readonly port?: number | undefined;
  readonly seed?: number | undefined;
  /** Milliseconds. */
  readonly latency?: number | undefined;
  readonly fault?: readonly FaultRule[] | undefined;
}

/** Paths that stand for providers, with the one below each that its real base URL has. */
const BASE_PATHS: readonly (readonly [provider: string, path: string])[] = [
  ["openai", "/v1"],
  ["vllm", "/v1"],
  ["ollama", "/v1"],
  ["llamacpp", "/v1"],
  ["dashscope", "/compatible-mode/v1"],
  ["siliconflow", "/v1"],
  ["openrouter", "/api/v1"],
  ["spark", "/v1"],
  ["anthropic", "/v1"],
  ["generic", "/v1"],
];

/** Serves the simulator until SIGINT or SIGTERM. */
export async function handleSimulate(args: SimulateArguments, context: CliContext): Promise<number> {
  using interrupt = new Interrupt(context.signals);
  const interrupted = new Promise<void>((resolve) => interrupt.onFirst(() => resolve()));
  await checkFaults("--fault", args.fault ?? []);
  const simulator = await listen({
    ...(args.port === undefined ? {} : { port: args.port }),
    ...(args.seed === undefined ? {} : { seed: args.seed }),
    ...(args.latency === undefined ? {} : { latency: { medianMs: args.latency, sigma: 0.3 } }),
    ...(args.fault === undefined ? {} : { faults: args.fault }),
  });
  try {
    const lines = BASE_PATHS.map(([provider, path]) => `  ${provider.padEnd(12)}${simulator.url}/${provider}${path}`);
    context.stdout.write(
      [
        `Simulating providers at ${simulator.url} until Ctrl+C. Any non-empty key is accepted. Base URLs:`,
        ...lines,
        `Statistics: ${simulator.url}/_simulator/statistics`,
        "",
      ].join("\n"),
    );
    await interrupted;
  } finally {
    await simulator.close();
  }
  return exitCode.success;
}

async function listen(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const found = `${options.port ?? 0} (${String(error.code)})`;
    throw new ProblemsError([
      { where: "--port", what: "cannot be listened on", found, fix: "Choose another port, or leave --port out" },
    ]);
  }
}
