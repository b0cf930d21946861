import { replaceHeader } from "./fixture.ts";
import type { LimitState, LimitStates } from "./limits.ts";

/** The headers of an answer with what is left of an account's limits, under the names of its provider. */
export function withAnnouncedLimits(
  headers: readonly string[],
  provider: string,
  { requests, tokens }: LimitStates,
): readonly string[] {
  const announce = provider === "anthropic" ? announceAsAnthropic : announceAsOpenAi;
  const announced = [
    ...(requests === null ? [] : announce("requests", requests)),
    ...(tokens === null ? [] : announce("tokens", tokens)),
  ];
  const rest = announced.reduce((kept, [name]) => replaceHeader(kept, name, null), headers);
  return [...rest, ...announced.flat()];
}

type Announce = (unit: "requests" | "tokens", state: LimitState) => readonly (readonly [name: string, value: string])[];

const announceAsOpenAi: Announce = (unit, { limit, remaining, resetMs }) => [
  [`x-ratelimit-limit-${unit}`, String(Math.floor(limit))],
  [`x-ratelimit-remaining-${unit}`, String(Math.max(0, Math.floor(remaining)))],
  [`x-ratelimit-reset-${unit}`, durationOf(resetMs)],
];

const announceAsAnthropic: Announce = (unit, { limit, remaining, resetMs }) => [
  [`anthropic-ratelimit-${unit}-limit`, String(Math.floor(limit))],
  [`anthropic-ratelimit-${unit}-remaining`, String(Math.max(0, Math.floor(remaining)))],
  [`anthropic-ratelimit-${unit}-reset`, new Date(Date.now() + resetMs).toISOString()],
];

/** As OpenAI writes it: `120ms`, `7.66s`, `6m0s`. */
function durationOf(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.ceil(milliseconds)}ms`;
  const seconds = Math.ceil(milliseconds / 10) / 100;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.ceil(seconds % 60)}s`;
}
