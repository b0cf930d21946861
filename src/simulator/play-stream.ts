import type { ServerResponse } from "node:http";

import { bendEvents, firstHalf } from "./bend-events.ts";
import type { StreamFault } from "./catalogue.ts";
import type { Reply } from "./completion.ts";
import { type EventStream, joinEvents, splitEvents } from "./event-stream.ts";
import { type Fixture, readFixture, replaceHeader } from "./fixture.ts";
import type { Usage } from "./said.ts";
import { atOnce, type Pace, sendEvents, writeHead } from "./send-events.ts";
import { splitBytes, splitWithinCharacters } from "./split-bytes.ts";
import { after, reset, send, sendChunked, sendPieces } from "./wire.ts";

/** A stream that a fault befalls. */
export interface StreamOccurrence {
  readonly response: ServerResponse;
  /** The provider's own stream. */
  readonly stream: EventStream;
  /** The provider's own answer to a request that does not stream. */
  readonly reply: Reply;
  readonly usage: Usage | null;
  readonly pace: Pace;
}

/** The usage that reached the client. */
export interface SentUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Puts a stream's fault on the wire; gives what is sent if that is still a completion, and null if it is none. */
export type StreamFaultPlayer = (
  fault: StreamFault,
  delayMs: number | undefined,
  occurrence: StreamOccurrence,
) => SentUsage | null;

const defaultDelayMs = { split: 1, broken: 20, long: 1000 } as const;

/** Prepares the files of faults as they are first played. */
export function createStreamFaultPlayer(): StreamFaultPlayer {
  const fixtures = new Map<string, Fixture>();
  const fixtureOf = (file: string): Fixture => {
    const fixture = fixtures.get(file) ?? readFixture(file);
    fixtures.set(file, fixture);
    return fixture;
  };

  return (fault, delayMs, { response, stream, reply, usage, pace: wanted }) => {
    const { events } = stream;
    const half = firstHalf(events);
    // What fails, fails at once; what is answered takes its time.
    const pace = fault.answers === true ? wanted : atOnce;
    let sent: SentUsage | null = fault.answers === true ? stream : null;
    switch (fault.behaviour) {
      case "bend": {
        const following = fault.events === undefined ? [] : splitEvents(fixtureOf(fault.events).body.toString("utf8"));
        const bent = bendEvents(events, { bend: fault.bend, usage, following });
        if (fault.bend === "usage-in-every-chunk") sent = reply;
        sendEvents(response, { ...stream, events: bent }, pace);
        break;
      }
      case "events": {
        const { status, reason, headers, body } = fixtureOf(fault.events);
        sendChunked(response, { status, reason, headers, body, promptTokens: 0, completionTokens: 0 });
        break;
      }
      case "json":
        sent = reply;
        after(response, pace.totalMs, () => send(response, reply));
        break;
      case "json-as-events": {
        const headers = replaceHeader(reply.headers, "content-type", "text/event-stream");
        sent = reply;
        after(response, pace.totalMs, () => send(response, { ...reply, headers }));
        break;
      }
      case "utf8-split":
        after(response, pace.totalMs, () =>
          sendPieces(response, joinEvents(stream), splitWithinCharacters, delayMs ?? defaultDelayMs.split),
        );
        break;
      case "byte-by-byte":
        after(response, pace.totalMs, () => sendPieces(response, joinEvents(stream), splitBytes, 0));
        break;
      case "pause":
        writeEvents(response, stream, half);
        after(response, delayMs ?? defaultDelayMs.long, () =>
          response.end(joinEvents({ ...stream, events: events.slice(half.length) }).body),
        );
        break;
      case "stall":
        writeEvents(response, stream, half);
        break;
      case "comments-only":
        writeHead(response, stream);
        commentEvery(response, delayMs ?? defaultDelayMs.long);
        break;
      case "reset":
        writeEvents(response, stream, half);
        after(response, delayMs ?? defaultDelayMs.broken, () => reset(response));
        break;
      case "close":
        writeEvents(response, stream, half);
        after(response, delayMs ?? defaultDelayMs.broken, () => response.socket?.end());
        break;
    }
    return sent;
  };
}

function writeEvents(response: ServerResponse, stream: EventStream, events: EventStream["events"]): void {
  writeHead(response, stream);
  response.write(joinEvents({ ...stream, events }).body);
}

function commentEvery(response: ServerResponse, delayMs: number): void {
  response.write(": keep-alive\n\n");
  after(response, delayMs, () => commentEvery(response, delayMs));
}
