import type { ServerResponse } from "node:http";

import { withAnnouncedLimits } from "./announce.ts";
import { answerTo } from "./answer.ts";
import type { Authentication } from "./authentication.ts";
import type { Catalogue, Occasion } from "./catalogue.ts";
import type { Reply } from "./completion.ts";
import { createFaultChooser } from "./faults.ts";
import { replaceHeader } from "./fixture.ts";
import { latencyOf } from "./latency.ts";
import { createLimiter } from "./limits.ts";
import type { LatencyOptions, SimulatorOptions } from "./options.ts";
import { createFaultPlayer, literalReply } from "./play.ts";
import type { Profile } from "./profile.ts";
import { type ChatRequest, parseChatRequest } from "./request.ts";
import { refusalOf } from "./refusal.ts";
import { createStreaming } from "./streaming.ts";
import type { SentUsage } from "./play-stream.ts";
import type { Ending, Exchange, Statistics } from "./statistics.ts";
import { after, send } from "./wire.ts";

/** A chat completion request, received whole. */
export interface ReceivedChat {
  readonly profile: Profile;
  /** The path's first part (or what it is an alias of), under which it is counted. */
  readonly provider: string;
  readonly path: string;
  readonly body: string;
  readonly authentication: Authentication;
}

/** Answers chat completions as their provider would: key, request, limits, faults, then the answer in its time. */
export interface ChatService {
  serve(chat: ReceivedChat, response: ServerResponse): void;
  reset(): void;
}

const faulted: Ending = { kind: "faulted" };
const inForm = (completion: Reply): Reply => completion;
const noLatency: LatencyOptions = { medianMs: 0 };
const occasionOfLimit = { concurrency: "concurrencyLimit", requests: "rateLimit", tokens: "tokenLimit" } as const;

/** Sets up the service; throws `RangeError` for a fault that the catalogue has not. */
export function createChatService(
  options: SimulatorOptions,
  catalogue: Catalogue,
  statistics: Statistics,
  /** Milliseconds since the start or the last reset. */
  elapsed: () => number,
): ChatService {
  const { seed = 1, latency = noLatency, latencyOf: latencies = {}, limits } = options;
  const limiter = limits === undefined ? null : createLimiter(limits);
  const chooser = createFaultChooser(options.faults ?? [], catalogue);
  const play = createFaultPlayer();
  const stream = createStreaming(catalogue, play, options.firstTokenShare ?? 0.2);

  const answer = (chat: ReceivedChat, request: ChatRequest, account: string, { response, exchange }: Pending): void => {
    const { profile, provider } = chat;
    const { model, fingerprint } = request;
    const content = answerTo(request, options);
    const admission = limiter?.admit(account, content.promptTokens + content.completionTokens, performance.now());
    const states = limits?.announce === true ? (limiter?.states(account, performance.now()) ?? null) : null;
    const withLimits = (from: Reply): Reply =>
      states === null ? from : { ...from, headers: withAnnouncedLimits(from.headers, profile.name, states) };
    if (admission?.kind === "limited") {
      reject({ response, exchange }, profile, occasionOfLimit[admission.by], {
        milliseconds: (limits?.retryAfter ?? true) ? admission.retryAfterMs : null,
        withLimits,
      });
      return;
    }
    if (limiter !== null) response.once("close", () => limiter.release(account));

    const chosen = chooser.forChat(provider, request, elapsed());
    const fault = chosen?.fault ?? null;
    if (fault !== null) statistics.countFault(fault.name);
    const reply = withLimits(profile.completion(content, model, fingerprint));
    const conclude = (sent: SentUsage | null): void => {
      if (sent === null) exchange.end(faulted);
      else endWhenSent({ response, exchange }, { kind: "answered", ...usageOf(sent) });
    };
    // What fails, fails at once; what is answered takes its time.
    const answers = fault === null || fault.answers === true;
    const delayMs = answers ? latencyOf(fingerprint, latencies[model] ?? latencies[provider] ?? latency) : 0;
    if (request.stream !== null || fault?.route === "stream") {
      stream(chosen, delayMs, { response, request, profile, answer: content, reply }, conclude);
      return;
    }
    const act = (): void => {
      if (fault !== null) conclude(play(fault, chosen?.delayMs, { response, request, answer: content, reply, inForm }));
      else {
        send(response, reply);
        conclude(reply);
      }
    };
    if (delayMs > 0) after(response, delayMs, act);
    else act();
  };

  return {
    serve(chat, response) {
      const request = parseChatRequest(chat.body, chat.path, seed);
      const known = typeof request !== "string";
      const exchange = statistics.begin(chat.provider, known ? request.model : "", known ? request.messages : null);
      const pending: Pending = { response, exchange };
      response.once("close", () => {
        exchange.end({ kind: "abandoned" });
        exchange.close();
      });
      if (chat.authentication.kind === "refused") reject(pending, chat.profile, chat.authentication.occasion);
      else if (!known) reject(pending, chat.profile, request);
      else {
        const refusal = refusalOf(chat.profile.name, request);
        if (refusal === null) answer(chat, request, chat.authentication.account, pending);
        else reject(pending, chat.profile, refusal);
      }
    },
    reset() {
      chooser.reset();
      limiter?.reset();
    },
  };
}

interface Pending {
  readonly response: ServerResponse;
  readonly exchange: Exchange;
}

/** What a rejection says of its account's limits. */
interface LimitWords {
  /** Its Retry-After. */
  readonly milliseconds: number | null;
  readonly withLimits: (reply: Reply) => Reply;
}

function reject(pending: Pending, profile: Profile, occasion: Occasion, words?: LimitWords): void {
  const reply = literalReply(profile.answerOn(occasion), false);
  endWhenSent(pending, { kind: "rejected" });
  if (words === undefined) {
    send(pending.response, reply);
    return;
  }
  const { milliseconds } = words;
  const seconds = milliseconds === null ? null : String(Math.max(1, Math.ceil(milliseconds / 1000)));
  const exact = milliseconds === null ? null : String(Math.ceil(milliseconds));
  const headers = replaceHeader(replaceHeader(reply.headers, "retry-after", seconds), "retry-after-ms", exact);
  send(pending.response, words.withLimits({ ...reply, headers }));
}

/** Counts the end when the last byte has been handed to the socket, and not before. */
function endWhenSent({ response, exchange }: Pending, ending: Ending): void {
  response.once("finish", () => {
    exchange.end(ending);
    exchange.close();
  });
}

function usageOf({ promptTokens, completionTokens }: SentUsage): SentUsage {
  return { promptTokens, completionTokens };
}
