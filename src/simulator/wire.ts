import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import type { Reply } from "./completion.ts";
import { replaceHeader } from "./fixture.ts";

/** How a reply leaves: each of these is one way for the bytes to reach the client, or not to. */
export function send(response: ServerResponse, { status, reason, headers, body }: Reply): void {
  response.writeHead(status, reason, [...headers]);
  response.end(body);
}

/** Compresses the body and says so. */
export function sendCompressed(response: ServerResponse, reply: Reply): void {
  const body = gzipSync(reply.body);
  const headers = [...replaceHeader(reply.headers, "content-length", String(body.length)), "Content-Encoding", "gzip"];
  send(response, { ...reply, headers, body });
}

/** Puts a UTF-8 byte order mark before the body. */
export function sendMarked(response: ServerResponse, reply: Reply): void {
  const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), reply.body]);
  send(response, { ...reply, headers: replaceHeader(reply.headers, "content-length", String(body.length)), body });
}

/** Sends the body in chunks that end properly, whatever is in it. */
export function sendChunked(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.reason, [...withoutLength(reply)]);
  response.write(reply.body);
  response.end();
}

/** Sends the body in chunks as it is split, so long apart; with no time between, all at once. */
export function sendPieces(
  response: ServerResponse,
  reply: Reply,
  split: (body: Buffer) => readonly Buffer[],
  delayMs: number,
): void {
  response.writeHead(reply.status, reply.reason, [...withoutLength(reply)]);
  const pieces = split(reply.body);
  const next = (index: number): void => {
    if (index >= pieces.length) {
      response.end();
      return;
    }
    response.write(pieces[index]);
    after(response, delayMs, () => next(index + 1));
  };
  if (delayMs > 0) next(0);
  else {
    for (const piece of pieces) response.write(piece);
    response.end();
  }
}

/** Writes bytes past HTTP and closes the connection. */
export function sendRaw(response: ServerResponse, bytes: Buffer): void {
  response.socket?.end(bytes);
}

/** Resets the connection (RST). */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Sends the headers and half of the body, and resets the connection a little later. */
export function resetMidBody(response: ServerResponse, reply: Reply, delayMs: number): void {
  startBody(response, reply, reply.body.length >> 1);
  after(response, delayMs, () => reset(response));
}

/** Sends the headers and nothing more. */
export function stall(response: ServerResponse, reply: Reply): void {
  startBody(response, reply, 0);
}

/** Sends the body one byte at a time. */
export function trickle(response: ServerResponse, reply: Reply, delayMs: number): void {
  startBody(response, reply, 0);
  const next = (position: number): void => {
    if (position >= reply.body.length) {
      response.end();
      return;
    }
    response.write(reply.body.subarray(position, position + 1));
    after(response, delayMs, () => next(position + 1));
  };
  next(0);
}

/** Sends five blanks before the body, as gateways do to keep a connection open. */
export function sendAfterBlanks(response: ServerResponse, reply: Reply, blank: string, delayMs: number): void {
  response.writeHead(reply.status, reply.reason, [...withoutLength(reply)]);
  const next = (left: number): void => {
    if (left === 0) {
      response.end(reply.body);
      return;
    }
    response.write(blank);
    after(response, delayMs, () => next(left - 1));
  };
  next(5);
}

/** Does something later, unless the response is closed by then. */
export function after(response: ServerResponse, delayMs: number, act: () => void): void {
  const cancel = (): void => clearTimeout(timer);
  const timer = setTimeout(() => {
    response.off("close", cancel);
    act();
  }, Math.round(delayMs));
  response.once("close", cancel);
}

function startBody(response: ServerResponse, reply: Reply, bytes: number): void {
  response.writeHead(reply.status, reply.reason, [...reply.headers]);
  response.flushHeaders();
  if (bytes > 0) response.write(reply.body.subarray(0, bytes));
}

function withoutLength(reply: Reply): readonly string[] {
  return replaceHeader(reply.headers, "content-length", null);
}
