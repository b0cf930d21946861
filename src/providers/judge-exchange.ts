import type { RawPolicy } from "../core/config.ts";
import type { Usage } from "../core/record.ts";
import { readAnnouncements } from "./announcements.ts";
import type { TimeLimits } from "./deadlines.ts";
import type { AnsweredEnd, Exchange, ExchangeEnd } from "./exchange.ts";
import { conclude, judgeReply, readReturnedModel } from "./judge-reply.ts";
import { classifyNetworkError } from "./classify-network-error.ts";
import type { Attempt, Verdict } from "./provider.ts";
import { ProxyError } from "./proxy-error.ts";
import { readReply, redactBytes } from "./reply.ts";
import { readRequestId } from "./request-id.ts";
import type { Rule } from "./rule.ts";
import { holdsSplitSecret, streamedReply } from "./streamed-reply.ts";

/** Of an answer that never ended, more than this says nothing more, and many at once would fill memory and database. */
const LARGEST_KEPT_PART_BYTES = 2 ** 20;

/** What judging needs to know beside the exchange. */
export interface JudgeContext {
  readonly rules: readonly Rule[];
  readonly redact: (text: string) => string;
  readonly raw: RawPolicy;
  readonly limits: TimeLimits;
  /** The proxy that the request went through, without its credential; null when it went straight to the endpoint. */
  readonly proxy: string | null;
  /** True when a stream was asked for. */
  readonly streamed: boolean;
  /** Milliseconds since the Unix epoch; a Retry-After date is relative to it. */
  readonly now: number;
}

/** What came of one chat completion; success and every kind of failure go this one way. */
export function judgeExchange(exchange: Exchange, end: ExchangeEnd, context: JudgeContext): Attempt {
  if (end.kind === "answered") return judgeAnswered(exchange, end, context);
  const verdict = judgeUnanswered(exchange, end, context);
  return {
    startedAt: exchange.startedAt,
    latencyMs: null,
    ttftMs: null,
    httpStatus: end.kind === "broken" ? end.status : null,
    wasSent: exchange.wasSent,
    requestId: null,
    returnedModel: null,
    raw: end.kind === "broken" && isKept(context.raw, verdict) ? keepablePart(end.body, context) : null,
    announced: null,
    verdict,
  };
}

function judgeAnswered(exchange: Exchange, end: AnsweredEnd, context: JudgeContext): Attempt {
  const received = readReply(end, context.redact);
  const reply = context.streamed ? streamedReply(received, context.redact) : received;
  const verdict = throughProxy(judgeReply(reply, context.rules, context.now), end.status, context);
  return {
    startedAt: exchange.startedAt,
    latencyMs: end.latencyMs,
    ttftMs: reply === received ? null : exchange.ttftMs,
    httpStatus: end.status,
    wasSent: true,
    requestId: readRequestId(reply),
    returnedModel: readReturnedModel(reply),
    raw: isKept(context.raw, verdict) ? reply.raw : null,
    announced: readAnnouncements(reply.header, context.now),
    verdict,
  };
}

/** A login that is asked for, or an answer that only gateways give, may be the proxy's: the message names it. */
function throughProxy(verdict: Verdict, status: number, { proxy }: JudgeContext): Verdict {
  const isGateways = status === 407 || (status >= 502 && status <= 504);
  if (proxy === null || !isGateways || !("message" in verdict)) return verdict;
  return { ...verdict, message: `${verdict.message} (through the proxy ${proxy})` };
}

function judgeUnanswered(
  exchange: Exchange,
  end: Exclude<ExchangeEnd, AnsweredEnd>,
  { limits, proxy, redact }: JudgeContext,
): Verdict {
  const absent: Usage = { kind: "absent" };
  if (end.kind === "broken") {
    const { reaction, errorCode, message } = classifyNetworkError(end.error);
    const where = end.status === null ? "" : ` (HTTP ${end.status}, after ${end.body.length} bytes of the body)`;
    const way = proxy === null || end.error instanceof ProxyError ? "" : ` (through the proxy ${proxy})`;
    return conclude(reaction, errorCode, redact(message + where + way), absent, null);
  }
  if (end.kind === "unsent") {
    const reason = end.error instanceof Error ? end.error.message : String(end.error);
    return conclude("stop", "request_not_sent", `the request could not be made: ${redact(reason)}`, absent, null);
  }
  if (end.kind === "aborted") return { kind: "aborted" };
  if (!exchange.isSent) {
    const message = `no connection within stallTimeoutMs (${limits.stallTimeoutMs} ms); check the host and port in \`baseUrl\``;
    return conclude("retry", "connect_timeout", message, absent, null);
  }
  const [limitMs, what] =
    end.kind === "timeout"
      ? [limits.timeoutMs, "no complete answer within timeoutMs"]
      : [limits.stallTimeoutMs, "no byte came for stallTimeoutMs"];
  return conclude("retry", end.kind, `${what} (${limitMs} ms)`, absent, null);
}

function keepablePart(body: Buffer, { streamed, redact }: JudgeContext): Buffer | null {
  if (body.length > LARGEST_KEPT_PART_BYTES) return null;
  return streamed && holdsSplitSecret(body.toString(), redact) ? null : redactBytes(body, redact);
}

function isKept(policy: RawPolicy, verdict: Verdict): boolean {
  const completed = verdict.kind === "settled" && verdict.outcome.kind === "completed";
  return policy === "keep" || (policy === "errors" && !completed);
}
