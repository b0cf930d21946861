import type { Clock } from "../core/clock.ts";
import type { Config, Model } from "../core/config.ts";
import { accountName, endpointsOf } from "../core/endpoints.ts";
import { Secrets } from "../core/secrets.ts";
import type { Provider } from "../providers/provider.ts";
import { createProvider } from "../providers/create-provider.ts";
import type { SimulatorOptions } from "../simulator/options.ts";
import { readRoute } from "./read-routes.ts";

/** What the simulator takes for a key; a real key is never sent to it. */
const SIMULATED_KEY = "simulated-key";

/** Where a run's requests go: a provider for each endpoint, and the simulator behind them when the run is simulated. */
export interface Traffic extends AsyncDisposable {
  /** The endpoints of each of the config's models. */
  readonly endpoints: readonly (readonly OpenEndpoint[])[];
}

/** One endpoint of a model, with connections to it. */
export interface OpenEndpoint {
  /** The model as this endpoint serves it. */
  readonly model: Model;
  readonly provider: Provider;
  /** Names the account; endpoints with equal ones share limits. Holds no secret. */
  readonly account: string;
}

/** What `openTraffic` needs beside the config. */
export interface TrafficOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Non-null: a simulator is started, and all traffic goes there. */
  readonly simulate: SimulatorOptions | null;
  /** Connections to an endpoint, given as its model. */
  readonly connections: (model: Model) => number;
}

/** Opens the connections of a run; nothing is sent yet. */
export async function openTraffic(config: Config, options: TrafficOptions): Promise<Traffic> {
  const simulator = options.simulate === null ? null : await startSimulator(options.simulate);
  // Headers with secrets stay empty on the way to the simulator.
  const secrets = simulator === null ? options.secrets : new Secrets({}, config.models);
  const all = config.models.flatMap(endpointsOf);
  const keys = all.map((model) => options.secrets.apiKey(model));
  const open = async (model: Model): Promise<OpenEndpoint> => {
    const apiKey = options.secrets.apiKey(model);
    const provider = createProvider(model, {
      secrets,
      clock: options.clock,
      connections: options.connections(model),
      raw: config.store.raw,
      ...(simulator === null
        ? { apiKey, route: await readRoute(config, model, secrets) }
        : { baseUrl: simulatedBaseUrl(model, simulator.url), apiKey: SIMULATED_KEY }),
    });
    // Equal keys share an account even when they come from differently named variables.
    const first = apiKey === null ? undefined : all[keys.indexOf(apiKey)];
    const apiKeyEnv = first?.apiKeyEnv ?? model.apiKeyEnv;
    return { model, provider, account: accountName({ ...model, apiKeyEnv, group: model.limits.group }) };
  };
  const endpoints = await Promise.all(config.models.map((model) => Promise.all(endpointsOf(model).map(open))));
  return {
    endpoints,
    async [Symbol.asyncDispose]() {
      await Promise.all(endpoints.flat().map(({ provider }) => provider[Symbol.asyncDispose]()));
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
