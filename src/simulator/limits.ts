import type { SimulatorLimits } from "./options.ts";

/** What an account's limits say to a request. */
export type Admission =
  | { readonly kind: "admitted" }
  | { readonly kind: "limited"; readonly by: "concurrency" | "requests" | "tokens"; readonly retryAfterMs: number };

/** What is left of a limit, and when it will be whole again. */
export interface LimitState {
  readonly limit: number;
  /** Below 0 when overdrawn. */
  readonly remaining: number;
  readonly resetMs: number;
}

/** Null where there is no such limit. */
export interface LimitStates {
  readonly requests: LimitState | null;
  readonly tokens: LimitState | null;
}

export interface Limiter {
  /** Takes a place for a request of so many tokens at `now` (milliseconds), or says why not. */
  admit(account: string, tokens: number, now: number): Admission;
  /** What is left of an account's limits at `now`. */
  states(account: string, now: number): LimitStates;
  /** Gives back the place of an admitted request. */
  release(account: string): void;
  reset(): void;
}

interface AccountState {
  running: number;
  requests: number;
  tokens: number;
  at: number;
}

/** Limits per account: concurrency, and token buckets for requests and tokens. A rejected request uses up nothing. */
export function createLimiter(limits: SimulatorLimits): Limiter {
  const { concurrency = Infinity, requestsPerSecond = Infinity, tokensPerMinute = Infinity } = limits;
  const burst = requestsPerSecond === Infinity ? Infinity : (limits.burst ?? Math.max(1, requestsPerSecond));
  const accounts = new Map<string, AccountState>();

  const refilled = (account: string, now: number): AccountState => {
    const state = accounts.get(account) ?? { running: 0, requests: burst, tokens: tokensPerMinute, at: now };
    accounts.set(account, state);
    const seconds = Math.max(0, now - state.at) / 1000;
    state.requests = Math.min(burst, state.requests + fillOf(seconds, requestsPerSecond));
    state.tokens = Math.min(tokensPerMinute, state.tokens + fillOf(seconds, tokensPerMinute / 60));
    state.at = now;
    return state;
  };

  return {
    admit(account, tokens, now) {
      const state = refilled(account, now);
      if (state.running >= concurrency) return { kind: "limited", by: "concurrency", retryAfterMs: 1000 };
      if (state.requests < 1 - 1e-9) {
        return { kind: "limited", by: "requests", retryAfterMs: ((1 - state.requests) / requestsPerSecond) * 1000 };
      }
      // The last request may overdraw the tokens, as with providers that count after the answer.
      if (state.tokens <= 0) {
        return { kind: "limited", by: "tokens", retryAfterMs: ((1 - state.tokens) / tokensPerMinute) * 60_000 };
      }
      state.running += 1;
      state.requests -= 1;
      state.tokens -= tokens;
      return { kind: "admitted" };
    },
    states(account, now) {
      const state = refilled(account, now);
      return {
        requests: stateOf(state.requests, burst, requestsPerSecond),
        tokens: stateOf(state.tokens, tokensPerMinute, tokensPerMinute / 60),
      };
    },
    release(account) {
      const state = accounts.get(account);
      if (state !== undefined) state.running = Math.max(0, state.running - 1);
    },
    reset() {
      for (const state of accounts.values()) {
        state.requests = burst;
        state.tokens = tokensPerMinute;
      }
    },
  };
}

function stateOf(remaining: number, limit: number, perSecond: number): LimitState | null {
  return limit === Infinity ? null : { limit, remaining, resetMs: ((limit - remaining) / perSecond) * 1000 };
}

/** 0 × Infinity is not a number; an unlimited bucket is full anyway. */
function fillOf(seconds: number, perSecond: number): number {
  return perSecond === Infinity ? 0 : seconds * perSecond;
}
