import type { ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import type { Fault } from "./catalogue.ts";
import { compileCompletion, type CompletionTemplate, type Reply } from "./completion.ts";
import type { ChosenFault } from "./faults.ts";
import { type Fixture, hasHeader, readFixture, replaceHeader } from "./fixture.ts";
import type { ChatRequest } from "./request.ts";
import {
  after,
  reset,
  resetMidBody,
  send,
  sendAfterBlanks,
  sendChunked,
  sendCompressed,
  sendMarked,
  sendRaw,
  stall,
  trickle,
} from "./wire.ts";

/** What a fault needs to know of the request that it befalls. */
export interface Occurrence {
  readonly response: ServerResponse;
  readonly request: ChatRequest;
  readonly answer: Answer;
  /** The provider's own answer. */
  readonly reply: Reply;
}

/** Puts faults on the wire; gives what is sent if that is still a completion, and null if it is none. */
export type FaultPlayer = (chosen: ChosenFault, occurrence: Occurrence) => Reply | null;

const blanks = 5;

/** Prepares the files of faults as they are first played. */
export function createFaultPlayer(): FaultPlayer {
  const fixtures = new Map<string, Fixture>();
  const templates = new Map<string, CompletionTemplate>();
  const fixtureOf = (fault: Fault): Fixture => {
    const fixture = fixtures.get(fault.name) ?? readFixture(fault.file ?? "");
    fixtures.set(fault.name, fixture);
    return fixture;
  };
  const templateOf = (fault: Fault): CompletionTemplate => {
    const template = templates.get(fault.name) ?? compileCompletion(fixtureOf(fault), fault.fill ?? []);
    templates.set(fault.name, template);
    return template;
  };

  return ({ fault, rule }, { response, request, answer, reply }) => {
    let sent: Reply | null = fault.answers === true ? reply : null;
    switch (fault.behaviour) {
      case "send":
        send(response, literalReply(fixtureOf(fault), fault.fill?.includes("retry-after") ?? false));
        break;
      case "complete":
        sent = templateOf(fault)(answer, request.model, request.fingerprint);
        send(response, sent);
        break;
      case "cut":
        sendRaw(response, fixtureOf(fault).raw);
        break;
      case "chunked":
        sendChunked(response, literalReply(fixtureOf(fault), false));
        break;
      case "gzip":
        sendCompressed(response, reply);
        break;
      case "byte-order-mark":
        sendMarked(response, reply);
        break;
      case "reset-before-headers":
        reset(response);
        break;
      case "reset-mid-body":
        resetMidBody(response, reply, rule.delayMs ?? 20);
        break;
      case "reset-on-reuse":
        // Only a connection that has carried an answer is a reused one.
        if ((response.socket?.bytesWritten ?? 0) > 0) reset(response);
        else {
          send(response, reply);
          sent = reply;
        }
        break;
      case "stall-after-headers":
        stall(response, reply);
        break;
      case "never-answer":
        break;
      case "trickle":
        trickle(response, reply, rule.delayMs ?? 1000);
        break;
      case "slow":
        after(response, rule.delayMs ?? 90_000, () => send(response, reply));
        break;
      case "whitespace-keep-alive":
        sendAfterBlanks(response, reply, blanks, rule.delayMs ?? 100);
        break;
    }
    return sent;
  };
}

/** A fixture as it is, with its length added where it has none; a date in Retry-After is made two seconds from now. */
export function literalReply(fixture: Fixture, datedRetryAfter: boolean): Reply {
  const { status, reason, body } = fixture;
  const headers = datedRetryAfter
    ? replaceHeader(fixture.headers, "retry-after", new Date(Date.now() + 2000).toUTCString())
    : fixture.headers;
  const length = hasHeader(headers, "content-length") ? [] : ["Content-Length", String(body.length)];
  return { status, reason, headers: [...headers, ...length], body, promptTokens: 0, completionTokens: 0 };
}
