import { createLogUpdate } from "log-update";
import type { Clock } from "../../core/clock.ts";
import type { RunHandle } from "../../run/run.ts";
import { budgetParts } from "../budget-text.ts";
import type { OutputStream } from "../context.ts";
import type { FrameState } from "./frame.ts";
import { renderFrame } from "./frame.ts";
import { viewLane } from "./lane-view.ts";
import { renderPlainLine } from "./plain-line.ts";
import { RateMeter } from "./rate-meter.ts";

/** Shows a run's progress until it is closed. */
export interface ProgressDisplay extends Disposable {
  /** Says something beside the progress, e.g. that the run is stopping. */
  say(notice: readonly string[]): void;
}

const REDRAW_MS = 150;
const PLAIN_LINE_MS = 10_000;
const SAMPLE_MS = 1000;

/** What a display needs of a run. */
export type DisplayedRun = Pick<RunHandle, "run" | "lanes" | "budget">;

/** A frame that is redrawn in place, on a terminal. */
export function liveDisplay(run: DisplayedRun, stream: OutputStream, clock: Clock, colour: boolean): ProgressDisplay {
  const watch = watchRun(run, clock);
  const log = createLogUpdate(stream);
  let notice: readonly string[] = [];
  const draw = () => log(renderFrame(watch(notice), stream.columns ?? 80, colour));
  const timer = setInterval(draw, REDRAW_MS);
  draw();
  return {
    say: (lines) => {
      notice = lines;
      draw();
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      draw();
      // Also gives the cursor back; a process that exits earlier gives it back through log-update's exit hook.
      log.done();
      stream.write("\n");
    },
  };
}

/** A line every ten seconds and one at the end, for logs. */
export function plainDisplay(run: DisplayedRun, stream: OutputStream, clock: Clock): ProgressDisplay {
  const watch = watchRun(run, clock);
  const print = () => stream.write(`${renderPlainLine(watch([]))}\n`);
  const sampling = setInterval(() => watch([]), SAMPLE_MS);
  const timer = setInterval(print, PLAIN_LINE_MS);
  return {
    say: (lines) => stream.write(`${lines.join(" ")}\n`),
    [Symbol.dispose]: () => {
      clearInterval(sampling);
      clearInterval(timer);
      print();
    },
  };
}

/** Says only what the user has to know. */
export function quietDisplay(): ProgressDisplay {
  return { say: () => undefined, [Symbol.dispose]: () => undefined };
}

/** Samples the lanes' counters at each call and gives the state to show. */
function watchRun({ run, lanes, budget }: DisplayedRun, clock: Clock): (notice: readonly string[]) => FrameState {
  const startedMs = clock.monotonic();
  const rates = lanes.map(() => new RateMeter());
  return (notice) => {
    const atMs = clock.monotonic();
    const views = lanes.map((lane, index) => {
      const meter = rates[index] ?? new RateMeter();
      const settled = lane.completed + lane.refused + lane.failed;
      meter.add({ atMs, settled, requests: settled + lane.rateLimited + lane.retried });
      return viewLane(lane, meter, atMs);
    });
    return {
      runId: run.id,
      simulated: run.plan.simulated,
      elapsedMs: atMs - startedMs,
      budget: budgetParts(budget()),
      lanes: views,
      notice,
    };
  };
}
