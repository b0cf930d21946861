import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request as sendRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type CertificateName, certificate } from "./tls-fixtures.ts";

export interface HttpProxyOptions {
  /** Loopback ports by `host:port`; what is asked for elsewhere is answered 502. */
  readonly endpoints: Readonly<Record<string, number>>;
  /** The only accepted login, `user:password`. @default none is asked for */
  readonly login?: string;
  /** The status line's rest for every CONNECT, instead of a tunnel. */
  readonly refusal?: string;
  /** Speaks https to its clients, with this certificate. */
  readonly certificate?: CertificateName;
}

/** A proxy as companies run them: CONNECT for https, forwarding for http, with a login where one is set. */
export class HttpProxy {
  /** What was asked for: `CONNECT host:port` or `POST http://host/path`. */
  readonly asked: string[] = [];
  readonly #options: HttpProxyOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(options: HttpProxyOptions) {
    this.#options = options;
    this.#server =
      options.certificate === undefined ? createServer() : createSecureServer(certificate(options.certificate));
    this.#server.on("connection", (socket: Socket) => this.#hold(socket));
    this.#server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#tunnel(request, socket, head);
    });
    this.#server.on("request", (request, answer) => this.#forward(request, answer));
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return address.port;
  }

  get url(): string {
    return `${this.#options.certificate === undefined ? "http" : "https"}://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  #mayPass(request: IncomingMessage): boolean {
    const { login } = this.#options;
    const expected = `Basic ${Buffer.from(login ?? "").toString("base64")}`;
    return login === undefined || request.headers["proxy-authorization"] === expected;
  }

  #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const target = request.url ?? "";
    this.asked.push(`CONNECT ${target}`);
    const port = this.#options.endpoints[target];
    const { refusal } = this.#options;
    if (refusal !== undefined) socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
    else if (!this.#mayPass(request)) socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    else if (port === undefined) socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    else {
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      this.#hold(onward);
      onward.on("error", () => socket.destroy());
      socket.on("close", () => onward.destroy());
    }
  }

  #forward(request: IncomingMessage, answer: ServerResponse): void {
    const { url = "", method = "", headers } = request;
    this.asked.push(`${method} ${url}`);
    const target = URL.parse(url);
    const port = this.#options.endpoints[`${target?.hostname}:${target?.port || 80}`];
    if (!this.#mayPass(request)) {
      answer.writeHead(407, { "proxy-authenticate": "Basic" }).end();
      return;
    }
    if (target === null || port === undefined) {
      answer.writeHead(502).end();
      return;
    }
    const { "proxy-authorization": _login, ...kept } = headers;
    const path = target.pathname + target.search;
    const onward = sendRequest({ host: "127.0.0.1", port, method, path, headers: kept }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    request.pipe(onward);
  }
}

/** A proxy that goes away with the test. */
export async function httpProxy(options: HttpProxyOptions): Promise<HttpProxy> {
  const proxy = new HttpProxy(options);
  await proxy.listen();
  onTestFinished(() => proxy.close());
  return proxy;
}
