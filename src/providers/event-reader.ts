/** One server-sent event that carries data; `name` is "" where it has none. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Splits a stream into its events, however it is cut into pieces (WHATWG HTML §9.2.6). Forgiving where servers are sloppy:
 * a last event without its blank line counts, and a bare line of JSON, as gateways write when they fail, is an event.
 */
export class EventReader {
  /** What follows the last complete line. */
  #rest = "";
  /** True when the rest ends with a carriage return, which may be half of a line break. */
  #holdsReturn = false;
  #name = "";
  #data: string[] = [];

  /** Takes the next piece of the stream and returns the events that are complete with it. */
  read(piece: string): ServerEvent[] {
    // A long line in small pieces would else be searched again with each.
    if (!this.#holdsReturn && !/[\r\n]/.test(piece)) {
      this.#rest += piece;
      return [];
    }
    const text = this.#rest + piece;
    this.#holdsReturn = text.endsWith("\r");
    const usable = this.#holdsReturn ? text.length - 1 : text.length;
    const lines = text.slice(0, usable).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + text.slice(usable);
    return lines.flatMap((line) => this.#readLine(line));
  }

  /** Returns what the end of the stream completes. */
  end(): ServerEvent[] {
    const last = this.#rest.replace(/\r$/, "");
    this.#rest = "";
    return [...this.#readLine(last), ...this.#dispatch()];
  }

  #readLine(line: string): ServerEvent[] {
    if (line === "") return this.#dispatch();
    if (/^\s*\{/.test(line)) return [...this.#dispatch(), { name: "", data: line }];
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#name = value;
    return [];
  }

  #dispatch(): ServerEvent[] {
    const event = { name: this.#name, data: this.#data.join("\n") };
    this.#name = "";
    this.#data = [];
    return event.data.trim() === "" ? [] : [event];
  }
}
