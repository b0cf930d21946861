import type { Reply } from "./completion.ts";

/** One event of a stream as it is written, the blank line at its end included. */
export interface StreamEvent {
  /** What it is for. Spark's last event and SiliconFlow's every one carry usage beside other things. */
  readonly kind: "comment" | "opening" | "text" | "finish" | "usage" | "done";
  readonly text: string;
}

/** A completion as server-sent events, that is ready to be sent. */
export interface EventStream {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly events: readonly StreamEvent[];
  /** The usage that the events report; 0 if they report none. */
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The events in one piece; without Content-Length, as streams are. */
export function joinEvents({ events, ...rest }: EventStream): Reply {
  return { ...rest, body: Buffer.from(events.map(({ text }) => text).join("")) };
}

/** Takes the body of a literal event stream apart; each event keeps its bytes. */
export function splitEvents(body: string): readonly string[] {
  return body.split(/(?<=\n\n)/).filter((event) => event !== "");
}

/** The JSON of an event; null for comments, `[DONE]` and whatever else has none. */
export function jsonOf(event: string): unknown {
  const data = /^data: ?(\{.*)$/m.exec(event)?.[1];
  return data === undefined ? null : JSON.parse(data);
}

/** An event with its JSON replaced by another text, its prefix and line ends kept. */
export function withData(event: string, data: string): string {
  return event.replace(/^(data: ?).*$/m, (_, prefix: string) => prefix + data);
}
