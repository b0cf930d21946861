import { expect, onTestFinished, test, vi } from "vitest";
import { runEvent } from "../../../src/cli/events.ts";
import { fillRun } from "../../../src/cli/handlers/fill-run.ts";
import type { RunHandle } from "../../../src/run/run.ts";
import type { RunSummary } from "../../../src/run/summary.ts";
import { memoryContext } from "../support/memory-context.ts";
import { incompleteSummary, laneOf, runHandle } from "../support/run-values.ts";

const options = { json: undefined, quiet: undefined, resumeOptions: " --out elsewhere" };

test("the summary goes to standard output, progress and warnings to standard error", async () => {
  const context = memoryContext();
  expect(await fillRun(async () => runHandle([laneOf("Claude")]), options, context)).toBe(3);
  expect(context.printed("stdout")).toContain("Run r1: incomplete, 3 of 6 tasks settled");
  expect(context.printed("stdout")).toContain("Go on with: promptgrid resume r1 --out elsewhere");
  expect(context.printed("stderr")).toMatch(/^warning: models\[0\]\.price: is missing\. Write it\n.*Claude 0\/10/);
});

test("progress is shown until the run has ended, and its end is part of it", async () => {
  const context = memoryContext();
  const lane = laneOf("Claude");
  const ending = Promise.withResolvers<RunSummary>();
  const filled = fillRun(async () => runHandle([lane], ending.promise), options, context);
  await expect.poll(() => context.printed("stderr")).toContain("warning:");
  expect(context.printed("stderr")).not.toContain("Claude");
  Object.assign(lane, { completed: 10, inFlight: 0, done: true });
  ending.resolve(incompleteSummary);
  await filled;
  expect(context.printed("stderr")).toMatch(/Claude 10\/10 \(100%\), .*done\n$/);
});

test("a quiet run that went well prints the paths of the tables and nothing else", async () => {
  const context = memoryContext();
  const complete = { ...incompleteSummary, exitCode: 0 };
  const start = async () => runHandle([laneOf("Claude")], Promise.resolve(complete));
  expect(await fillRun(start, { ...options, quiet: true }, context)).toBe(0);
  expect(context.printed("stdout")).toBe("/results/r1/completions.csv\n/results/r1/usage.csv\n");
  expect(context.printed("stderr")).toBe("");
});

test("a quiet run that went badly says why and how to go on", async () => {
  const context = memoryContext();
  await fillRun(async () => runHandle([laneOf("Claude")]), { ...options, quiet: true }, context);
  expect(context.printed("stderr")).toMatchInlineSnapshot(`
    "Run r1: interrupted
    Stopped early:
      Claude: the key is not accepted (401)
    Failed and refused, by reason:
      1 × Claude: refused, content_filter
          e.g. p1: no
    3 tasks not settled. Go on with: promptgrid resume r1 --out elsewhere
    "
  `);
});

test("with --json every line of standard output is an event, the last one with the exit code", async () => {
  const context = memoryContext();
  await fillRun(async () => runHandle([laneOf("Claude")]), { ...options, json: true, quiet: true }, context);
  const events = context
    .printed("stdout")
    .trimEnd()
    .split("\n")
    .map((line) => runEvent.parse(JSON.parse(line)));
  expect(events[0]).toMatchObject({ event: "run.started", tasks: 10, models: ["Claude", "讯飞星火"] });
  expect(events.at(-1)).toMatchObject({ event: "run.finished", exitCode: 3, unsettled: 3 });
});

test("the first signal is passed on, and what happens now is said", async () => {
  const context = memoryContext();
  const code = await fillRun(
    async (signal) => {
      const ending = Promise.withResolvers<RunSummary>();
      signal.addEventListener("abort", () => {
        const exitCode = signal.reason === "SIGTERM" ? 143 : 1;
        ending.resolve({ ...incompleteSummary, status: "interrupted", exitCode });
      });
      setImmediate(() => context.signals.send("SIGTERM"));
      return runHandle([laneOf("Claude")], ending.promise);
    },
    options,
    context,
  );
  expect(code).toBe(143);
  expect(context.printed("stderr")).toContain(
    "stopping: letting 4 requests in flight finish (10 s at most); press again to leave at once\n",
  );
});

test.each(["the reason itself", "a stream's own error"])(
  "a signal before anything was sent ends it with the code of the signal, when it surfaces as %s",
  async (surface) => {
    const context = memoryContext();
    const start = async (signal: AbortSignal) => {
      context.signals.send("SIGINT");
      throw surface === "the reason itself"
        ? signal.reason
        : new DOMException("The operation was aborted", "AbortError");
    };
    expect(await fillRun(start, options, context)).toBe(130);
    expect(context.printed("stdout")).toBe("");
    expect(context.printed("stderr")).toBe("interrupted before anything was sent\n");
  },
);

test("an abort that no signal asked for is no interrupt", async () => {
  const start = async () => {
    throw new DOMException("The operation was aborted", "AbortError");
  };
  await expect(fillRun(start, options, memoryContext())).rejects.toThrow("aborted");
});

test("a start that takes long says that it reads, but not when asked to be quiet", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const loud = memoryContext();
  const quiet = memoryContext();
  const never = () => new Promise<RunHandle>(() => {});
  void fillRun(never, options, loud);
  void fillRun(never, { ...options, quiet: true }, quiet);
  vi.advanceTimersByTime(1999);
  expect(loud.printed("stderr")).toBe("");
  vi.advanceTimersByTime(1);
  expect(loud.printed("stderr")).toBe("reading and checking the prompts; nothing is sent yet\n");
  expect(quiet.printed("stderr")).toBe("");
});

test("an error while starting is not mistaken for a signal", async () => {
  const context = memoryContext();
  const failing = async () => {
    throw new RangeError("out of order");
  };
  await expect(fillRun(failing, options, context)).rejects.toThrow("out of order");
});
