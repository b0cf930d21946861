import type { Clock } from "../core/clock.ts";
import type { Config, Model } from "../core/config.ts";
import { Secrets } from "../core/secrets.ts";
import type { Provider } from "../providers/provider.ts";
import { createProvider } from "../providers/create-provider.ts";
import type { SimulatorOptions } from "../simulator/options.ts";

/** What the simulator takes for a key; a real key is never sent to it. */
const SIMULATED_KEY = "simulated-key";

/** Where a run's requests go: one provider per model, and the simulator behind them when the run is simulated. */
export interface Traffic extends AsyncDisposable {
  /** In the order of the config's models. */
  readonly providers: readonly Provider[];
  /** Names the account behind each model, in the same order; equal keys share limits. Holds no secret. */
  readonly accounts: readonly string[];
}

/** What `openTraffic` needs beside the config. */
export interface TrafficOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Non-null: a simulator is started, and all traffic goes there. */
  readonly simulate: SimulatorOptions | null;
  /** Connections per model. */
  readonly connections: (model: Model) => number;
}

/** Opens the connections of a run; nothing is sent yet. */
export async function openTraffic(config: Config, options: TrafficOptions): Promise<Traffic> {
  const simulator = options.simulate === null ? null : await startSimulator(options.simulate);
  // Headers with secrets stay empty on the way to the simulator.
  const secrets = simulator === null ? options.secrets : new Secrets({}, config.models);
  const keys = config.models.map((model) => options.secrets.apiKey(model));
  const providers = config.models.map((model, index) =>
    createProvider(model, {
      secrets,
      clock: options.clock,
      connections: options.connections(model),
      raw: config.store.raw,
      ...(simulator === null
        ? { apiKey: keys[index] ?? null }
        : { baseUrl: simulatedBaseUrl(model, simulator.url), apiKey: SIMULATED_KEY }),
    }),
  );
  // Models whose keys are equal share an account even when the keys come from differently named variables.
  const accounts = config.models.map((model, index) => {
    const sameKey = keys[index] === null ? -1 : keys.indexOf(keys[index] ?? null);
    return `${model.baseUrl} ${sameKey === -1 ? (model.apiKeyEnv ?? "no key") : `key of model ${sameKey + 1}`}`;
  });
  return {
    providers,
    accounts,
    async [Symbol.asyncDispose]() {
      await Promise.all(providers.map((provider) => provider[Symbol.asyncDispose]()));
      await simulator?.close();
    },
  };
}

/** The model's own path behind the simulator's prefix for its provider: `http://127.0.0.1:4010/spark/v1`. */
export function simulatedBaseUrl(model: Model, simulatorUrl: string): string {
  return `${simulatorUrl}/${model.provider}${new URL(model.baseUrl).pathname}`.replace(/\/+$/, "");
}

/** In a thread of its own, so that its work does not inflate the latency that this thread measures. */
async function startSimulator(options: SimulatorOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { startSimulatorThread } = await import("../simulator/thread.ts");
  return startSimulatorThread(options);
}
