/** The simulator in a thread of its own: starts with the options it is given, and says which port it took. */
import { parentPort, workerData } from "node:worker_threads";

import type { SimulatorOptions } from "./options.ts";
import { startSimulator } from "./simulator.ts";

// Only startSimulatorThread starts this file, with its options as data.
const options: SimulatorOptions = workerData;
const simulator = await startSimulator(options);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a message port, not a window
parentPort?.postMessage(simulator.port);
