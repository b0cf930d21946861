import type { LaneStop } from "../core/run.ts";
import type { RateLimitNotice } from "./account/account.ts";
import type { LeftOutEndpoint } from "./progress.ts";
import { sentence } from "./sentence.ts";

/** The latest time that a Date can hold, milliseconds; what endpoints ask for need not be reasonable. */
const LATEST_TIME_MS = 8.64e15;

/** The endpoint asks for a longer wait than the user allows; `now` is wall-clock time. */
export function waitTooLong(retryAfterMs: number, maximumWaitMs: number, now: number): LaneStop {
  return {
    code: "wait_too_long",
    message:
      `the endpoint asks to wait until ${isoTime(now + retryAfterMs)} (${seconds(retryAfterMs)}), ` +
      `longer than retry.maximumWaitMs allows (${seconds(maximumWaitMs)}): resume then`,
  };
}

/** A limit per minute is over by then; what still refuses everything may do so for good. */
const DOUBTFUL_PATIENCE_MS = 180_000;

/** Why to stop when the endpoint has answered nothing but rate limits, null while there is patience; `now` is wall-clock time. */
export function rateLimitedTooLong(
  { limitedForMs, message, isDoubtful }: Pick<RateLimitNotice, "limitedForMs" | "message" | "isDoubtful">,
  maximumWaitMs: number,
  /** For how long the account still sends nothing. */
  pauseMs: number,
  now: number,
): LaneStop | null {
  const patienceMs = isDoubtful ? Math.min(DOUBTFUL_PATIENCE_MS, maximumWaitMs) : maximumWaitMs;
  if (limitedForMs < patienceMs) return null;
  const bound = patienceMs === maximumWaitMs ? " (retry.maximumWaitMs)" : "";
  const last = message === "" ? ": resume" : `, the last one: ${sentence(message)} Resume`;
  return {
    code: "rate_limited_too_long",
    message:
      `the endpoint answered nothing but rate limits for ${seconds(limitedForMs)}${bound}${last} ` +
      `after ${isoTime(now + pauseMs)}, with lower limits if others use the same key`,
  };
}

/** The endpoint has said for too long that its model is loading. */
export function loadingTooLong(loadingForMs: number): LaneStop {
  return {
    code: "loading_too_long",
    message:
      `the endpoint has been loading its model for ${seconds(loadingForMs)} (retry.maximumWaitMs): ` +
      `resume when it is ready`,
  };
}

/** All that a lane could ask are left out. */
export function noEndpointLeft(leftOut: readonly LeftOutEndpoint[]): LaneStop {
  const reasons = leftOut.map(({ endpoint, reason }) => `${endpoint}: ${reason.message} (${reason.code})`);
  return { code: "no_endpoint_left", message: `none of its endpoints can be used: ${reasons.join("; ")}` };
}

function isoTime(milliseconds: number): string {
  return new Date(Math.min(milliseconds, LATEST_TIME_MS)).toISOString();
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
