import { once } from "node:events";
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from "node:http2";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type CertificateName, certificate } from "./tls-fixtures.ts";

/** A request over either protocol. */
export interface TlsRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  readonly httpVersion: string;
}

/** Where a handler writes its answer. */
export interface TlsAnswer {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  write(chunk: string | Buffer): unknown;
  end(chunk?: string | Buffer): unknown;
  /** The HTTP/2 stream; absent over HTTP/1.1. */
  readonly stream?: { close(code: number): void; readonly session: ServerHttp2Session | undefined };
}

export interface TlsEndpointOptions {
  /** What ALPN offers. @default "h2" */
  readonly protocol?: "h2" | "http/1.1";
  /** @default "endpoint" */
  readonly certificate?: CertificateName;
  /** SETTINGS_MAX_CONCURRENT_STREAMS. */
  readonly streams?: number;
}

/** A server behind real TLS; what it answers is up to `handle`. */
export class TlsEndpoint {
  readonly requests: TlsRequest[] = [];
  /** TLS connections ever opened. */
  connections = 0;
  readonly sockets = new Set<Socket>();
  readonly #server: Http2SecureServer | Server;
  #handle: (request: TlsRequest, answer: TlsAnswer) => void;

  constructor(options: TlsEndpointOptions, handle: (request: TlsRequest, answer: TlsAnswer) => void) {
    this.#handle = handle;
    const secure = certificate(options.certificate ?? "endpoint");
    this.#server =
      options.protocol === "http/1.1"
        ? createServer(secure)
        : createSecureServer({
            ...secure,
            settings: options.streams === undefined ? {} : { maxConcurrentStreams: options.streams },
          });
    this.#server.on("secureConnection", (socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    this.#server.on("request", (request, answer) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers, httpVersion } = request;
        const received = { method, path, headers, httpVersion, body: Buffer.concat(chunks).toString() };
        this.requests.push(received);
        this.#handle(received, answer);
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the endpoint does not listen");
    return address.port;
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Answers requests from now on. */
  play(handle: (request: TlsRequest, answer: TlsAnswer) => void): void {
    this.#handle = handle;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** A TLS endpoint that goes away with the test. */
export async function tlsEndpoint(
  handle: (request: TlsRequest, answer: TlsAnswer) => void = answerParis,
  options: TlsEndpointOptions = {},
): Promise<TlsEndpoint> {
  const endpoint = new TlsEndpoint(options, handle);
  await endpoint.listen();
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** A complete chat completion. */
export const PARIS = JSON.stringify({ choices: [{ message: { content: "Paris" }, finish_reason: "stop" }] });

/** Answers every request with a chat completion. */
export function answerParis(_request: TlsRequest, answer: TlsAnswer): void {
  answer.writeHead(200, { "content-type": "application/json" });
  answer.end(PARIS);
}
