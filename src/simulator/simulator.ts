import { once } from "node:events";
import type { AddressInfo } from "node:net";

import type { SimulatorOptions, SimulatorStatistics } from "./options.ts";
import { createSimulatorServer } from "./server.ts";

/** A running simulator. */
export interface Simulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; a provider's base URL is this and its path, such as `/spark/v1`. */
  readonly url: string;
  readonly port: number;
  statistics(): SimulatorStatistics;
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}

/** Enough for every connection of a wide run to be opened in one go. */
const backlog = 4096;

/** Starts a simulator in this thread, on 127.0.0.1 only; resolves once it listens, rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { server, statistics } = createSimulatorServer(options);
  server.listen({ host: "127.0.0.1", port: options.port ?? 0, backlog });
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the address of a TCP server that listens
  const { port } = server.address() as AddressInfo;

  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, port, statistics, close, [Symbol.asyncDispose]: close };
}
