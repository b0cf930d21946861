import { RateController } from "../../src/dispatch/rate-control/controller.ts";
import type { SentRequest } from "../../src/dispatch/rate-control/sent-requests.ts";
import type { Client } from "./client.ts";
import { IN_FLIGHT_ALLOWED } from "./scenarios.ts";

/** The controller that the accounts use, as they use it without a configured concurrency. */
export function controllerClient(random: () => number): Client<SentRequest> {
  const controller = new RateController({ start: 8, ceiling: IN_FLIGHT_ALLOWED, random });
  return {
    holdsSlot: false,
    delayMs: (now, tokens) => controller.delayMs(now, tokens),
    sent: (now, tokens) => controller.sent(now, tokens),
    answered(now, request, announced) {
      controller.answered(now, request);
      if (announced === null) return;
      const requests = { remaining: announced.remaining, resetMs: announced.resetAtMs - now };
      controller.announce(now, request, { requests, tokens: null });
    },
    rateLimited(now, request, retryAfterMs) {
      controller.rateLimited(now, request, retryAfterMs);
      return 0;
    },
  };
}
