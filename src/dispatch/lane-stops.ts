import type { LaneStop } from "../core/run.ts";
import type { LeftOutEndpoint } from "./progress.ts";

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

/** The endpoint has answered nothing but rate limits; `resumeAt` is wall-clock time. */
export function rateLimitedTooLong(limitedForMs: number, resumeAt: number): LaneStop {
  return {
    code: "rate_limited_too_long",
    message:
      `the endpoint answered nothing but rate limits for ${seconds(limitedForMs)} (retry.maximumWaitMs): ` +
      `resume after ${isoTime(resumeAt)}, with lower limits if others use the same key`,
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
