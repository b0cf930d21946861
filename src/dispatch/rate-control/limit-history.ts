import type { Clock } from "../../core/clock.ts";
import type { ControllerDecision } from "../../core/controller-decision.ts";
import type { LimitHistory } from "../../core/limit-history.ts";
import type { RateController } from "./controller.ts";

/** What a controller has learnt by now, on the wall clock; `startedAt` is on the monotonic one. */
export function limitHistoryOf(
  account: string,
  controller: RateController,
  startedAt: number,
  clock: Clock,
): LimitHistory {
  const wallOffset = clock.now() - clock.monotonic();
  const onWallClock = (decision: ControllerDecision): ControllerDecision => {
    const at = wallOffset + decision.at;
    return decision.kind === "paused" ? { ...decision, at, until: wallOffset + decision.until } : { ...decision, at };
  };
  return {
    account,
    startedAt: wallOffset + startedAt,
    endedAt: clock.now(),
    decisions: controller.history.map(onWallClock),
    omitted: controller.historyOmitted,
    concurrency: controller.concurrency,
    pacing: controller.pacing,
  };
}
