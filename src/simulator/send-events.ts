import type { ServerResponse } from "node:http";

import type { EventStream, StreamEvent } from "./event-stream.ts";
import { after } from "./wire.ts";

/** When a stream's events leave, milliseconds after the request. */
export interface Pace {
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

/** Everything at once. */
export const atOnce: Pace = { firstTokenMs: 0, totalMs: 0 };

/** Writes of a stream that takes its time are at least so far apart; a timer for each token would cost too much. */
const writeEveryMs = 10;
const mostWrites = 64;
const writesAtOnce = 2;

/** Sends comments at once, the first text when it is due, and the rest evenly over the time that is left. */
export function sendEvents(response: ServerResponse, stream: EventStream, { firstTokenMs, totalMs }: Pace): void {
  const { events } = stream;
  writeHead(response, stream);
  const comments = events.findIndex(({ kind }) => kind !== "comment");
  const firstText = events.findIndex(({ kind }) => kind === "text");
  const waiting = Math.max(0, comments);
  const opening = Math.max(waiting, firstText + 1);
  if (waiting > 0) response.write(joined(events, 0, waiting));

  const leftMs = totalMs - firstTokenMs;
  const possible = totalMs === 0 ? writesAtOnce : Math.min(mostWrites, Math.ceil(leftMs / writeEveryMs));
  const writes = Math.max(1, Math.min(possible, events.length - opening));
  const startedAt = performance.now();
  const at = (dueMs: number, act: () => void): void => {
    const delayMs = startedAt + dueMs - performance.now();
    if (totalMs > 0) after(response, Math.max(0, delayMs), act);
    else act();
  };
  const next = (write: number, from: number): void => {
    if (write > writes) {
      response.end(joined(events, from, events.length));
      return;
    }
    const to = opening + Math.floor(((events.length - opening) * (write - 1)) / writes);
    if (to > from) response.write(joined(events, from, to));
    at(firstTokenMs + (leftMs * write) / writes, () => next(write + 1, to));
  };
  at(firstTokenMs, () => next(1, waiting));
}

/** The head of a stream, which has no length. */
export function writeHead(response: ServerResponse, { status, reason, headers }: Omit<EventStream, "events">): void {
  response.writeHead(status, reason, [...headers]);
}

function joined(events: readonly StreamEvent[], from: number, to: number): string {
  let text = "";
  for (let index = from; index < to; index += 1) text += events[index]?.text ?? "";
  return text;
}
