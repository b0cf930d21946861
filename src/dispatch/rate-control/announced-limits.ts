import type { Announcements } from "../../providers/announcements.ts";
import { AnnouncedLimit } from "./announced-limit.ts";
import type { SentRequest } from "./sent-requests.ts";

/** The limits of requests and of tokens that an endpoint announces. */
export class AnnouncedLimits {
  readonly #requests = new AnnouncedLimit();
  readonly #tokens = new AnnouncedLimit();

  /** `request` was answered with it; `sent` is what has been sent so far. */
  announce(
    now: number,
    { requests, tokens }: Announcements,
    request: SentRequest,
    sent: { readonly requests: number; readonly tokens: number },
  ): void {
    const { order, tokensSent } = request;
    if (requests !== null) this.#requests.announce(now, requests, order, sent.requests - order);
    if (tokens !== null) this.#tokens.announce(now, tokens, order, sent.tokens - tokensSent);
  }

  /** A request leaves. Returns until when a limit is used up, if this request was the last that fitted. */
  sent(now: number, tokens: number): number | null {
    const usedUp = [this.#requests.sent(now, 1), this.#tokens.sent(now, tokens)].filter((until) => until !== null);
    return usedUp.length === 0 ? null : Math.max(...usedUp);
  }

  /** When a request of about so many tokens may be sent. */
  opensAt(now: number, tokens: number): number {
    return Math.max(this.#requests.opensAt(now, 1), this.#tokens.opensAt(now, tokens));
  }
}
