import { systemClock } from "../core/clock.ts";
import { environmentNames, expandEnvironment, missingEnvironmentNames } from "../core/environment-reference.ts";
import type { NotifyTarget } from "../core/notify.ts";
import { resolveProxy } from "../core/resolve-proxy.ts";
import { Exchange, type ExchangeEnd } from "../providers/exchange.ts";
import { requestHeaders } from "../providers/request-headers.ts";
import { DIRECT, type Route } from "../providers/route.ts";
import { Transport } from "../providers/transport.ts";
import { cardFor, type Notice } from "./notification-card.ts";

const TIMEOUT_MS = 5_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Posts a notice to every target that wants it, and resolves with a sentence for each that did not take it. Never rejects
 * for what a receiver does, takes 5 s at most, and no sentence holds a part of a URL beyond the variables' names.
 */
export async function sendNotifications(
  targets: readonly NotifyTarget[],
  notice: Notice,
  environment: Environment,
): Promise<string[]> {
  const wanted = targets.filter(({ on }) => on === "always" || notice.exitCode !== 0);
  const failures = await Promise.all(
    wanted.map(async (target) => {
      const failure = await send(target, notice, environment);
      return failure === null ? [] : [`${target.type} was not notified: ${redacted(failure, target, environment)}`];
    }),
  );
  return failures.flat();
}

/** Null when the receiver has taken it, else why not. */
async function send(
  { type, url: written }: NotifyTarget,
  notice: Notice,
  environment: Environment,
): Promise<string | null> {
  const missing = missingEnvironmentNames(written, environment);
  if (missing.length > 0) return `the environment variable ${missing.join(", ")} is not set`;
  const url = URL.parse(expandEnvironment(written, environment));
  if (url === null || !/^https?:$/.test(url.protocol)) return "its URL is none of http or https";
  const route = resolveProxy({ kind: "environment" }, url.href, environment);
  if (route.kind === "fault") return `${route.from} ${route.fault.what}`;
  const way: Route = route.kind === "proxy" ? { proxy: route.proxy, secureContext: null } : DIRECT;
  await using transport = new Transport({ baseUrl: url.href, connections: 1, route: way });
  const exchange = new Exchange(systemClock, requestHeaders({ apiKey: null, extra: {}, hasBody: true }));
  const timer = setTimeout(() => exchange.cut({ kind: "timeout" }), TIMEOUT_MS);
  try {
    const init: RequestInit & { readonly exchange: Exchange } = {
      method: "POST",
      body: JSON.stringify(cardFor(type, notice)),
      exchange,
    };
    await transport.fetch(url.href, init);
    return refusalOf(await exchange.ended);
  } finally {
    clearTimeout(timer);
  }
}

function refusalOf(end: ExchangeEnd): string | null {
  switch (end.kind) {
    case "answered":
      return end.status >= 200 && end.status < 300 ? refusalIn(end.body.toString("utf8")) : `HTTP ${end.status}`;
    case "timeout":
    case "stalled":
    case "aborted":
      return `no answer in ${TIMEOUT_MS / 1000} s`;
    case "broken":
    case "unsent":
      return end.error instanceof Error ? end.error.message : String(end.error);
  }
}

/** Feishu, DingTalk and WeCom answer 200 whatever happens, and say in `code` or `errcode` what did. */
function refusalIn(body: string): string | null {
  const answer = parseObject(body);
  const code = answer["errcode"] ?? answer["code"] ?? answer["StatusCode"];
  if (typeof code !== "number" || code === 0) return null;
  const message = answer["errmsg"] ?? answer["msg"];
  return `error ${code}${typeof message === "string" ? `, ${message.slice(0, 200)}` : ""}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The whole URL and each variable in it, blanked: receivers may echo what they were asked. */
function redacted(text: string, { url }: NotifyTarget, environment: Environment): string {
  const whole = expandEnvironment(url, environment);
  const parsed = URL.parse(whole);
  const parts = [
    whole,
    ...environmentNames(url).map((name) => environment[name] ?? ""),
    parsed?.pathname ?? "",
    parsed?.search ?? "",
  ];
  return parts
    .filter((part) => part.length >= 6)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, part) => rest.replaceAll(part, "[redacted]"), text);
}
