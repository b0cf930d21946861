import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { authenticate } from "./authentication.ts";
import { readCatalogue } from "./catalogue.ts";
import { createChatService } from "./chat.ts";
import { createFaultChooser } from "./faults.ts";
import { readFixture } from "./fixture.ts";
import type { SimulatorOptions, SimulatorStatistics } from "./options.ts";
import { literalReply } from "./play.ts";
import { createProfiles, providerOf } from "./profile.ts";
import { createStatistics } from "./statistics.ts";
import { send } from "./wire.ts";

/** A server that is not listening yet, and what it counts. */
export interface SimulatorServer {
  readonly server: Server;
  readonly statistics: () => SimulatorStatistics;
}

/** Longer than clients keep idle connections, so that no reset happens by chance. */
const keepAliveTimeoutMs = 120_000;

/** Plays every provider under its own path: `/<provider>/…/chat/completions` and `/<provider>/…/models`. */
export function createSimulatorServer(options: SimulatorOptions): SimulatorServer {
  const catalogue = readCatalogue();
  const statistics = createStatistics(options.countPrompts ?? false);
  let startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  const chat = createChatService(options, catalogue, statistics, elapsed);
  const listingFaults = createFaultChooser(options.faults ?? [], catalogue);
  const profileOf = createProfiles(catalogue);
  const apiKeys = options.apiKeys === undefined ? null : new Set(options.apiKeys);

  const control = (request: IncomingMessage, path: string, query: string, response: ServerResponse): void => {
    if (request.method === "GET" && path === "/_simulator/statistics") {
      sendJson(response, 200, statistics.read(new URLSearchParams(query).get("prompts") === "1"));
    } else if (request.method === "POST" && path === "/_simulator/reset") {
      startedAt = performance.now();
      statistics.reset();
      chat.reset();
      sendJson(response, 200, statistics.read(false));
    } else sendJson(response, 404, { error: "GET /_simulator/statistics or POST /_simulator/reset" });
  };

  const list = (request: IncomingMessage, provider: string, response: ServerResponse): void => {
    statistics.countListing();
    const profile = profileOf(provider);
    const authentication = authenticate(profile, "models", request.headers, apiKeys);
    const chosen = listingFaults.forModels(provider, elapsed());
    if (authentication.kind === "refused")
      send(response, literalReply(profile.answerOn(authentication.occasion), false));
    else if (chosen === null) send(response, literalReply(profile.answerOn("models"), false));
    else {
      statistics.countFault(chosen.fault.name);
      send(response, literalReply(readFixture(chosen.fault.file ?? ""), false));
    }
  };

  const server = createServer((request, response) => {
    const [path, query] = splitQuery(request.url ?? "/");
    const provider = providerOf(path.slice(1, path.indexOf("/", 1)));
    if (request.method === "POST" && path.endsWith("/chat/completions") && provider !== "") {
      collect(request, (body) => {
        const profile = profileOf(provider);
        const authentication = authenticate(profile, "chat", request.headers, apiKeys);
        chat.serve({ profile, provider, path, body, authentication }, response);
      });
      return;
    }
    request.resume();
    if (provider === "_simulator") control(request, path, query, response);
    else if (request.method === "GET" && path.endsWith("/models")) list(request, provider, response);
    else send(response, literalReply(profileOf(provider).answerOn("notFound"), false));
  });
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.requestTimeout = 0;
  return { server, statistics: () => statistics.read(true) };
}

function collect(request: IncomingMessage, act: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.once("end", () => {
    const [first] = chunks;
    act(chunks.length === 1 && first !== undefined ? first.toString("utf8") : Buffer.concat(chunks).toString("utf8"));
  });
}

function splitQuery(url: string): readonly [path: string, query: string] {
  const mark = url.indexOf("?");
  return mark === -1 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, ["Content-Type", "application/json", "Content-Length", String(body.length)]);
  response.end(body);
}
