import { EventReader } from "./event-reader.ts";
import type { StreamWatch } from "./exchange.ts";
import { bringsTokens, readChunk } from "./read-chunk.ts";

/** Watches a stream as it comes for the first event with words or a tool call; after that it costs nothing. */
export class FirstToken implements StreamWatch {
  readonly #decoder = new TextDecoder();
  readonly #events = new EventReader();
  #at: number | null = null;

  /** When that event was complete. */
  get firstTokenAt(): number | null {
    return this.#at;
  }

  see(bytes: Buffer, now: number): void {
    if (this.#at !== null) return;
    const events = this.#events.read(this.#decoder.decode(bytes, { stream: true }));
    if (events.some((event) => bringsTokens(readChunk(event)))) this.#at = now;
  }

  /** The end of the stream completes its last event. */
  end(now: number): void {
    if (this.#at === null && this.#events.end().some((event) => bringsTokens(readChunk(event)))) this.#at = now;
  }
}
