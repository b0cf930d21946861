import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What the replay server does with one request. Bytes go out exactly as given: status line, headers, body. */
export type Scene =
  | { readonly kind: "send"; readonly bytes: Buffer }
  /** Sends, then ends the connection in good order. */
  | { readonly kind: "close"; readonly bytes: Buffer }
  /** Sends, then resets the connection (RST). */
  | { readonly kind: "reset"; readonly bytes: Buffer }
  /** Sends, then nothing more, with the connection open. */
  | { readonly kind: "stall"; readonly bytes: Buffer }
  /** Sends the head at once, then one byte after the other, so many milliseconds apart. */
  | { readonly kind: "trickle"; readonly head: Buffer; readonly bytes: Buffer; readonly intervalMs: number }
  /** One write after the other, so many milliseconds apart. */
  | { readonly kind: "pieces"; readonly pieces: readonly Buffer[]; readonly intervalMs: number }
  | { readonly kind: "delay"; readonly bytes: Buffer; readonly delayMs: number };

/** A request as it came over the wire. */
export interface ReplayedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
}

const HEAD_END = "\r\n\r\n";

/** A raw TCP server that answers with literal bytes; it knows no more of HTTP than where a request ends. */
export class ReplayServer {
  readonly requests: ReplayedRequest[] = [];
  /** Connections ever accepted. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #scenes: Scene[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => this.#accept(socket));
  }

  /** Listens on a free port until the test (or the suite that called it) is over. */
  static async start(): Promise<ReplayServer> {
    const server = new ReplayServer(createServer());
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the replay server does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** The n-th request from now on gets the n-th scene; the last one repeats. */
  play(...scenes: readonly Scene[]): void {
    this.#scenes = [...scenes];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(socket: Socket): void {
    const connection = ++this.connections;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => this.#sockets.delete(socket));
    // A client that gives up resets; what that means is asserted on the client's side.
    socket.on("error", () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const request = readRequest(received, connection);
      if (request === null) return;
      received = Buffer.alloc(0);
      this.requests.push(request);
      const [scene, ...later] = this.#scenes;
      if (later.length > 0) this.#scenes = later;
      if (scene !== undefined) perform(scene, socket);
    });
  }
}

/** A replay server that goes away with the test. */
export async function replayServer(...scenes: readonly Scene[]): Promise<ReplayServer> {
  const server = await ReplayServer.start();
  onTestFinished(() => server.close());
  server.play(...scenes);
  return server;
}

/** A response with this status line's rest, these header lines and this body; Content-Length is added. */
export function response(status: string, headers: readonly string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${bytes.length}`];
  return Buffer.concat([Buffer.from(lines.join("\r\n") + HEAD_END), bytes]);
}

/** A `send` scene of a JSON answer. */
export function sendJson(value: unknown, status = "200 OK", headers: readonly string[] = []): Scene {
  return {
    kind: "send",
    bytes: response(status, ["Content-Type: application/json", ...headers], JSON.stringify(value)),
  };
}

/** The bytes of a fixture, e.g. `spark/11200.http`. */
export function fixture(path: string): Buffer {
  return readFileSync(new URL(`../../src/simulator/fixtures/${path}`, import.meta.url));
}

function perform(scene: Scene, socket: Socket): void {
  switch (scene.kind) {
    case "send":
    case "stall":
      socket.write(scene.bytes);
      break;
    case "close":
      socket.end(scene.bytes);
      break;
    case "reset":
      if (scene.bytes.length === 0) socket.resetAndDestroy();
      // Without the turn in between, the reset overtakes the bytes in the client's socket buffer.
      else socket.write(scene.bytes, () => setTimeout(() => socket.resetAndDestroy(), 20));
      break;
    case "trickle": {
      socket.write(scene.head);
      let sent = 0;
      const timer = setInterval(() => {
        if (socket.destroyed || sent === scene.bytes.length) clearInterval(timer);
        else socket.write(scene.bytes.subarray(sent, ++sent));
      }, scene.intervalMs);
      break;
    }
    case "pieces":
      writePieces(socket, scene.pieces, scene.intervalMs);
      break;
    case "delay":
      setTimeout(() => socket.write(scene.bytes), scene.delayMs);
      break;
  }
}

/** Each timer starts with the write before it: when this process was busy, no two writes fall together. */
function writePieces(socket: Socket, [piece, ...later]: readonly Buffer[], intervalMs: number): void {
  if (piece === undefined || socket.destroyed) return;
  socket.write(piece);
  setTimeout(() => writePieces(socket, later, intervalMs), intervalMs);
}

/** Null while the request is not complete. */
function readRequest(bytes: Buffer, connection: number): ReplayedRequest | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const [requestLine = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = bytes.subarray(headEnd + HEAD_END.length);
  if (body.length < Number(headers["content-length"] ?? 0)) return null;
  const [method = "", path = ""] = requestLine.split(" ");
  return { method, path, headers, body: body.toString("utf8"), connection };
}
