import { formatProblem } from "../../core/errors.ts";
import type { RunHandle } from "../../run/run.ts";
import type { RunSummary } from "../../run/summary.ts";
import { boundMemory } from "../bound-memory.ts";
import type { ConcludedRun, RunConclusion } from "../conclude-run.ts";
import type { CliContext } from "../context.ts";
import { wantsColour } from "../context.ts";
import type { ProgressDisplay } from "../display/progress-display.ts";
import { liveDisplay, plainDisplay, quietDisplay } from "../display/progress-display.ts";
import { EventWriter } from "../event-writer.ts";
import { exitCode } from "../exit-code.ts";
import { formatQuantity } from "../format/number.ts";
import { printable } from "../format/text.ts";
import { describeLeftOut } from "../hold-text.ts";
import { Interrupt } from "../interrupt.ts";
import type { Notifying } from "../notify.ts";
import type { runOutputOptions } from "../option-groups.ts";
import type { OptionValues } from "../option.ts";
import { renderSummary, renderTroubles } from "../summary-text.ts";

/** Time after which silence would look like a hang. */
const PATIENCE_MS = 2000;

export interface FillOptions extends Pick<OptionValues<typeof runOutputOptions>, "json" | "quiet"> {
  /** Options that a command which resumes this run has to repeat, e.g. ` --out elsewhere`. */
  readonly resumeOptions: string;
  /** What is done once the run has ended and is told of; it decides the exit code. */
  readonly conclusion?: RunConclusion | null;
  /** Who is told of it at last; nobody of a simulated run. */
  readonly notifying?: Notifying;
}

/** Starts a run, shows it until it ends, prints its summary, and resolves with its exit code. */
export async function fillRun(
  start: (signal: AbortSignal) => Promise<RunHandle>,
  options: FillOptions,
  context: CliContext,
): Promise<number> {
  using interrupt = new Interrupt(context.signals);
  using _memory = boundMemory();
  const handle = await startUnlessInterrupted(start, interrupt.signal, options, context);
  if (typeof handle === "number") return handle;
  if (options.quiet !== true) {
    for (const warning of handle.warnings) context.stderr.write(`warning: ${printable(formatProblem(warning))}\n`);
  }
  using events = options.json === true ? new EventWriter(handle, context.stdout, context.clock) : null;
  const summary = await watchRun(handle, interrupt, events, options, context);
  events?.finished(summary);
  tellEnd(handle, summary, options, context);
  const { conclusion = null, notifying } = options;
  const shown = { events, quiet: options.quiet === true };
  const ended: ConcludedRun =
    conclusion === null
      ? { exitCode: summary.exitCode, gate: null }
      : await (await import("../conclude-run.ts")).concludeRun(conclusion, summary, shown, context);
  if (notifying !== undefined && notifying.targets.length > 0 && !summary.simulated) {
    const { noticeOfRun, notify } = await import("../notify.ts");
    await notify(notifying, noticeOfRun(summary, ended.gate, ended.exitCode), context);
  }
  return ended.exitCode;
}

/** Says how the run ended, in text; events have said it already. */
function tellEnd(handle: RunHandle, summary: RunSummary, options: FillOptions, context: CliContext): void {
  const models = handle.run.plan.models.map(({ name }) => name);
  const resumeCommand = `promptgrid resume ${summary.runId}${options.resumeOptions}`;
  if (options.quiet === true) context.stderr.write(renderTroubles(summary, models, resumeCommand));
  if (options.json === true) return;
  const leftOut = handle.lanes.flatMap(({ model, leftOut: endpoints, stop }) =>
    stop === null ? endpoints.map((endpoint) => describeLeftOut(model, endpoint)) : [],
  );
  for (const line of leftOut) context.stderr.write(`${line}\n`);
  const paths = summary.files.map((file) => `${file}\n`).join("");
  context.stdout.write(options.quiet === true ? paths : renderSummary(summary, models, resumeCommand));
}

/** Shows the run until it has ended. */
async function watchRun(
  handle: RunHandle,
  interrupt: Interrupt,
  events: EventWriter | null,
  options: FillOptions,
  context: CliContext,
): Promise<RunSummary> {
  using display = chooseDisplay(handle, options, context);
  interrupt.onFirst((signal) => {
    const inFlight = handle.lanes.reduce((sum, lane) => sum + lane.inFlight, 0);
    const waiting = `letting ${formatQuantity(inFlight, "request")} in flight finish (10 s at most)`;
    display.say([`stopping: ${waiting};`, "press again to leave at once"]);
    events?.stopping(signal, inFlight);
  });
  // Awaited here, as the display is closed when this function is left.
  return await handle.finished;
}

/** The run, or the exit code when a signal came before anything was sent. */
async function startUnlessInterrupted(
  start: (signal: AbortSignal) => Promise<RunHandle>,
  signal: AbortSignal,
  { quiet }: FillOptions,
  { stderr }: CliContext,
): Promise<RunHandle | number> {
  const say = (text: string) => (quiet === true ? false : stderr.write(text));
  const patience = setTimeout(() => say("reading and checking the prompts; nothing is sent yet\n"), PATIENCE_MS);
  try {
    return await start(signal);
  } catch (error) {
    if (!signal.aborted || !isAbort(error, signal)) throw error;
    say("interrupted before anything was sent\n");
    return exitCode[signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"];
  } finally {
    clearTimeout(patience);
  }
}

/** Streams reject with an AbortError of their own, everything else with the reason itself. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === "AbortError");
}

function chooseDisplay(handle: RunHandle, options: FillOptions, context: CliContext): ProgressDisplay {
  const { stderr, clock, environment } = context;
  if (options.quiet === true) return quietDisplay();
  const isLive = stderr.isTTY === true && environment["TERM"] !== "dumb" && !environment["CI"];
  return isLive
    ? liveDisplay(handle, stderr, clock, wantsColour(stderr, environment))
    : plainDisplay(handle, stderr, clock);
}
