import type { Dispatcher } from "undici";
import type { Clock } from "../core/clock.ts";

/** Response headers as undici parses them: lower-case names, repeated ones as arrays. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A complete response, whatever its status. */
export interface AnsweredEnd {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
  /** From the request's first byte on the socket to the answer's last, milliseconds. */
  readonly latencyMs: number;
}

/** How a request ended, as far as HTTP can tell; what it means is judged elsewhere. */
export type ExchangeEnd =
  | AnsweredEnd
  /** The connection failed; `status` is null when it did so before the headers. */
  | { readonly kind: "broken"; readonly error: unknown; readonly status: number | null; readonly body: Buffer }
  /** The request could not even be built or handed to a socket. */
  | { readonly kind: "unsent"; readonly error: unknown }
  | { readonly kind: "timeout" | "stalled" | "aborted" };

/** Looks at a stream as it comes, for the moment of its first token. */
export interface StreamWatch {
  /** Null while no token has come; else on the clock of `see`. */
  readonly firstTokenAt: number | null;
  see(bytes: Buffer, now: number): void;
  end(now: number): void;
}

/** One request on the wire: undici's handler, the stop watch, and the place where everything that came back is kept. */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Every header that is sent, as name, value, name, value …; nothing of the SDK's own headers is. */
  readonly requestHeaders: readonly string[];
  readonly #clock: Clock;
  readonly #watch: StreamWatch | null;
  readonly #done = Promise.withResolvers<ExchangeEnd>();
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #end: ExchangeEnd | null = null;
  #status: number | null = null;
  #headers: ResponseHeaders = {};
  #startedAt: number;
  #sentAt: number;
  #lastByteAt: number;

  constructor(clock: Clock, requestHeaders: readonly string[], watch: StreamWatch | null = null) {
    this.#clock = clock;
    this.#watch = watch;
    this.requestHeaders = requestHeaders;
    this.#startedAt = clock.now();
    this.#sentAt = clock.monotonic();
    this.#lastByteAt = this.#sentAt;
  }

  /** Whether it has gone onto a socket. */
  get wasSent(): boolean {
    return this.#controller !== null;
  }

  /** When the request went onto the socket (or was made, while it has not), milliseconds since the Unix epoch. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** False while the request waits for a connection. */
  get isSent(): boolean {
    return this.#controller !== null;
  }

  /** The same instant on the monotonic clock. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /** When the last byte came (or the request was sent), on the monotonic clock. */
  get lastByteAt(): number {
    return this.#lastByteAt;
  }

  /** From sending to the first token of a stream, milliseconds; null without one. */
  get ttftMs(): number | null {
    const at = this.#watch?.firstTokenAt ?? null;
    return at === null ? null : at - this.#sentAt;
  }

  /** Null while the exchange is under way. */
  get end(): ExchangeEnd | null {
    return this.#end;
  }

  /** Resolves when the exchange ended, however it did; never rejects. */
  get ended(): Promise<ExchangeEnd> {
    return this.#done.promise;
  }

  /** Ends the exchange from our side and closes its connection. Does nothing when it has ended. */
  cut(end: Extract<ExchangeEnd, { kind: "timeout" | "stalled" | "aborted" | "unsent" }>): void {
    if (this.#end !== null) return;
    this.#finish(end);
    this.#controller?.abort(new Error(end.kind));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#end !== null) {
      controller.abort(new Error(this.#end.kind));
      return;
    }
    this.#controller = controller;
    this.#startedAt = this.#clock.now();
    this.#sentAt = this.#clock.monotonic();
    this.#lastByteAt = this.#sentAt;
  }

  /** Also called for interim (1xx) responses: the last call counts. */
  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    this.#status = status;
    this.#headers = headers;
    this.#lastByteAt = this.#clock.monotonic();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#lastByteAt = this.#clock.monotonic();
    this.#watch?.see(chunk, this.#lastByteAt);
  }

  onResponseEnd(): void {
    this.#watch?.end(this.#lastByteAt);
    this.#finish({
      kind: "answered",
      status: this.#status ?? 0,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
      latencyMs: this.#clock.monotonic() - this.#sentAt,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#finish({ kind: "broken", error, status: this.#status, body: Buffer.concat(this.#chunks) });
  }

  #finish(end: ExchangeEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    // The chunks are slices of socket buffers, which they would keep alive.
    this.#chunks.length = 0;
    this.#done.resolve(end);
  }
}
