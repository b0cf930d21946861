import type { ServerResponse } from "node:http";

import type { Answer } from "./answer.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Reply } from "./completion.ts";
import { joinEvents } from "./event-stream.ts";
import type { ChosenFault } from "./faults.ts";
import { readFixture } from "./fixture.ts";
import type { FaultPlayer } from "./play.ts";
import { createStreamFaultPlayer, type SentUsage } from "./play-stream.ts";
import type { Profile } from "./profile.ts";
import type { ChatRequest } from "./request.ts";
import { saidIn } from "./said.ts";
import { type Pace, sendEvents } from "./send-events.ts";
import { compileStream } from "./stream-template.ts";
import { after } from "./wire.ts";

/** A completion that is to be streamed. */
export interface Streamed {
  readonly response: ServerResponse;
  readonly request: ChatRequest;
  readonly profile: Profile;
  readonly answer: Answer;
  /** The provider's answer to a request that does not stream. */
  readonly reply: Reply;
}

/** Streams an answer within so many milliseconds, or plays its fault; says what is sent if that is a completion. */
export type Streaming = (
  chosen: ChosenFault | null,
  totalMs: number,
  streamed: Streamed,
  conclude: (sent: SentUsage | null) => void,
) => void;

/** Sets up streams whose first text comes after a share of their time. */
export function createStreaming(catalogue: Catalogue, play: FaultPlayer, firstTokenShare: number): Streaming {
  const playStream = createStreamFaultPlayer();
  const generic = compileStream(readFixture(catalogue.providers["generic"]?.stream ?? ""), false);

  return (chosen, totalMs, { response, request, profile, answer, reply }, conclude) => {
    const { model, fingerprint, stream: asked } = request;
    const pace: Pace = { firstTokenMs: totalMs * firstTokenShare, totalMs };
    const stream = profile.stream(reply, model, fingerprint, asked);
    if (chosen === null) {
      sendEvents(response, stream, pace);
      conclude(stream);
      return;
    }
    const { fault, delayMs } = chosen;
    if (fault.route === "stream") {
      conclude(playStream(fault, delayMs, { response, stream, reply, usage: saidIn(reply).usage, pace }));
      return;
    }
    // An odd completion that is no provider's own has the common shape, streamed or not.
    const template = fault.providers.includes(profile.name) ? profile.stream : generic;
    const inForm = (completion: Reply): Reply => joinEvents(template(completion, model, fingerprint, asked));
    const act = (): void => {
      conclude(play(fault, delayMs, { response, request, answer, reply: joinEvents(stream), inForm }));
    };
    if (totalMs > 0) after(response, totalMs, act);
    else act();
  };
}
