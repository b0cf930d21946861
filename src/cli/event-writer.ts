import type { Clock } from "../core/clock.ts";
import type { BudgetState } from "../dispatch/budget/budget.ts";
import type { RunHandle } from "../run/run.ts";
import type { RunSummary } from "../run/summary.ts";
import type { OutputStream, StopSignal } from "./context.ts";
import type { RunEvent } from "./events.ts";

export type GateEvent = Omit<Extract<RunEvent, { readonly event: "gate.judged" }>, "event" | "time" | "runId">;

type EventBody = RunEvent extends infer Event
  ? Event extends RunEvent
    ? Omit<Event, "time" | "runId">
    : never
  : never;

const WATCH_MS = 1000;
/** A progress event at every so many looks at the lanes. */
const LOOKS_PER_PROGRESS = 5;

/** Writes what happens in a run as JSON lines. */
export class EventWriter implements Disposable {
  readonly #handle: Pick<RunHandle, "run" | "lanes" | "budget">;
  readonly #stream: OutputStream;
  readonly #clock: Clock;
  readonly #stopped = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #looks = 0;

  constructor(handle: RunHandle, stream: OutputStream, clock: Clock) {
    this.#handle = handle;
    this.#stream = stream;
    this.#clock = clock;
    const { run, lanes, settledBefore, warnings } = handle;
    this.#write({
      event: "run.started",
      name: run.name,
      simulated: run.plan.simulated,
      models: run.plan.models.map(({ name }) => name),
      prompts: run.prompts,
      tasks: lanes.reduce((sum, lane) => sum + lane.total, 0),
      settledBefore,
    });
    for (const problem of warnings) this.#write({ event: "warning", problem: { ...problem } });
    this.#timer = setInterval(() => this.#look(), WATCH_MS);
  }

  stopping(signal: StopSignal, inFlight: number): void {
    this.#write({ event: "run.stopping", signal, inFlight });
  }

  /** What was judged after the run; `exitCode` is the process's. */
  judged(event: GateEvent): void {
    this.#write({ event: "gate.judged", ...event });
  }

  finished(summary: RunSummary): void {
    clearInterval(this.#timer);
    this.#look();
    this.#writeProgress();
    const { runId: _, failures, scores, judging, lanes, files, skipped, budget, ...rest } = summary;
    this.#write({
      event: "run.finished",
      ...rest,
      budget: plainBudget(budget),
      scores: scores.map(({ slice: _slice, lane: _lane, templateIndex: _index, interval, ...score }) => ({
        ...score,
        interval: interval === null ? null : [...interval],
      })),
      judging: judging.map((judged) => ({ ...judged, runs: [...judged.runs] })),
      files: [...files],
      skipped: { count: skipped.count, lines: [...skipped.lines] },
      lanes: lanes.map((lane) => ({ ...lane })),
      failures: failures.map(({ lane, ...failure }) => ({
        model: this.#handle.run.plan.models[lane]?.name ?? String(lane),
        ...failure,
      })),
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const { model, leftOut, stop } of this.#handle.lanes) {
      for (const { endpoint, reason } of leftOut) {
        const key = JSON.stringify([model, endpoint]);
        if (this.#leftOut.has(key)) continue;
        this.#leftOut.add(key);
        this.#write({ event: "endpoint.leftOut", model, endpoint, code: reason.code, message: reason.message });
      }
      if (stop === null || this.#stopped.has(model)) continue;
      this.#stopped.add(model);
      this.#write({ event: "lane.stopped", model, code: stop.code, message: stop.message });
    }
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_PROGRESS === 0) this.#writeProgress();
  }

  #writeProgress(): void {
    // The counters also carry what only the terminal shows; the schema names what is published.
    const lanes = this.#handle.lanes.map(
      ({ pausedUntil: _paused, stop: _stop, leftOut: _leftOut, held, ...counters }) => ({
        ...counters,
        heldUntil: held === null ? null : new Date(held.until).toISOString(),
      }),
    );
    this.#write({ event: "run.progress", budget: plainBudget(this.#handle.budget()), lanes });
  }

  #write(body: EventBody): void {
    const { event, ...rest } = body;
    const time = new Date(this.#clock.now()).toISOString();
    this.#stream.write(`${JSON.stringify({ event, time, runId: this.#handle.run.id, ...rest })}\n`);
  }
}

function plainBudget(budget: BudgetState | null) {
  return budget === null ? null : { ...budget, cost: budget.cost.map((cap) => ({ ...cap })) };
}
