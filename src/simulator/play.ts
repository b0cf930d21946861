import type { ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import type { ChatFault } from "./catalogue.ts";
import { compileCompletion, type CompletionTemplate, type Reply } from "./completion.ts";
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
  /** The provider's own answer, in the form that was asked for. */
  readonly reply: Reply;
  /** Puts another completion into that form. */
  readonly inForm: (completion: Reply) => Reply;
}

/** Puts faults on the wire; gives what is sent if that is still a completion, and null if it is none. */
export type FaultPlayer = (fault: ChatFault, delayMs: number | undefined, occurrence: Occurrence) => Reply | null;

/** What keeps a connection open while there is no answer yet; in a stream only a comment means nothing. */
const blank = { whole: "\n         ", streamed: ": keep-alive\n\n" } as const;

/** Prepares the files of faults as they are first played. */
export function createFaultPlayer(): FaultPlayer {
  const fixtures = new Map<string, Fixture>();
  const templates = new Map<string, CompletionTemplate>();
  const fixtureOf = (fault: ChatFault): Fixture => {
    const fixture = fixtures.get(fault.name) ?? readFixture(fault.file ?? "");
    fixtures.set(fault.name, fixture);
    return fixture;
  };
  const templateOf = (fault: ChatFault): CompletionTemplate => {
    const template = templates.get(fault.name) ?? compileCompletion(fixtureOf(fault), fault.fill ?? []);
    templates.set(fault.name, template);
    return template;
  };

  return (fault, delayMs, { response, request, answer, reply, inForm }) => {
    let sent: Reply | null = fault.answers === true ? reply : null;
    switch (fault.behaviour) {
      case "send":
        send(response, literalReply(fixtureOf(fault), fault.fill?.includes("retry-after") ?? false));
        break;
      case "complete":
        sent = inForm(templateOf(fault)(answer, request.model, request.fingerprint));
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
        resetMidBody(response, reply, delayMs ?? 20);
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
        trickle(response, reply, delayMs ?? 1000);
        break;
      case "slow":
        after(response, delayMs ?? 90_000, () => send(response, reply));
        break;
      case "whitespace-keep-alive":
        sendAfterBlanks(response, reply, request.stream === null ? blank.whole : blank.streamed, delayMs ?? 100);
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
