import { expect, test } from "vitest";
import { EventWriter } from "../../src/cli/event-writer.ts";
import { runEvent } from "../../src/cli/events.ts";
import type { LaneProgress } from "../../src/dispatch/progress.ts";
import type { RunHandle } from "../../src/run/run.ts";
import type { RunSummary } from "../../src/run/summary.ts";
import { memoryContext } from "./support/memory-context.ts";

const lane: LaneProgress = {
  model: "Claude",
  total: 6,
  completed: 2,
  refused: 1,
  failed: 0,
  inFlight: 2,
  waiting: 0,
  limit: 8,
  rateLimited: 3,
  retried: 1,
  promptTokens: 40,
  completionTokens: 90,
  cost: 0.01,
  currency: "USD",
  pausedUntil: 0,
  stop: { code: "401", message: "the key is not accepted" },
  done: true,
};

const model = {
  name: "Claude",
  model: "claude",
  baseUrl: "https://example.test/v1",
  provider: "anthropic",
  params: {},
} as const;

const summary: RunSummary = {
  runId: "r1",
  name: null,
  status: "incomplete",
  exitCode: 3,
  simulated: true,
  alreadyComplete: false,
  folder: "/results/r1",
  files: ["/results/r1/usage.csv"],
  prompts: 3,
  tasks: 6,
  unsettled: 3,
  lanes: [
    {
      model: "Claude",
      template: "default",
      tasks: 6,
      completed: 2,
      refused: 1,
      failed: 0,
      cancelled: 3,
      usageAbsent: 0,
      promptTokens: 40,
      completionTokens: 90,
      totalTokens: null,
      cost: 0.01,
      currency: "USD",
      attempts: 7,
      rateLimited: 3,
      latencyP50Ms: 812.5,
      latencyP95Ms: null,
      stop: { code: "401", message: "the key is not accepted" },
    },
  ],
  failures: [
    { lane: 0, kind: "refused", code: "content_filter", count: 1, example: { promptId: "p1", message: "no" } },
  ],
  skipped: { count: 1, lines: ["a.csv:3: has too few fields"] },
  wallMs: 1234.5,
  stopReason: "interrupted",
};

function handle(): RunHandle {
  return {
    run: {
      key: 1,
      id: "r1",
      name: null,
      status: "running",
      createdAt: 0,
      finishedAt: null,
      exitCode: null,
      config: "{}",
      promptgridVersion: "0.0.0",
      gitCommit: null,
      prompts: 3,
      laneStops: [null],
      promptSets: [],
      wallMs: 0,
      plan: {
        promptSets: [],
        selection: { where: [], limit: null, sample: null, skipInvalid: false },
        templates: [{ kind: "messages", name: "default", messages: [] }],
        repeats: 2,
        models: [model],
        simulated: true,
      },
    },
    lanes: [lane],
    settledBefore: 0,
    warnings: [{ where: "models[0].price", what: "is missing", fix: "Write it" }],
    records: (async function* () {})(),
    finished: Promise.resolve(summary),
  };
}

test("every line is an event of the schema, and none has a field that the schema does not name", () => {
  const context = memoryContext();
  using events = new EventWriter(handle(), context.stdout, { ...context.clock, now: () => Date.UTC(2026, 10, 22) });
  events.stopping("SIGINT", 2);
  events.finished(summary);
  const lines = context
    .printed("stdout")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const parsed = lines.map((line) => runEvent.parse(line));
  expect(parsed).toEqual(lines);
  expect(parsed.map(({ event }) => event)).toEqual([
    "run.started",
    "warning",
    "run.stopping",
    "lane.stopped",
    "run.progress",
    "run.finished",
  ]);
  expect(new Set(parsed.map(({ time, runId }) => `${time} ${runId}`))).toEqual(
    new Set(["2026-11-22T00:00:00.000Z r1"]),
  );
});

test("failures name their model, not its number", () => {
  const context = memoryContext();
  using events = new EventWriter(handle(), context.stdout, context.clock);
  events.finished(summary);
  const last: unknown = JSON.parse(context.printed("stdout").trimEnd().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({ exitCode: 3, failures: [{ model: "Claude", code: "content_filter", count: 1 }] });
});

test("the schema refuses what is no event", () => {
  const started = { event: "run.started", time: "2026-11-22T00:00:00.000Z", runId: "r1" };
  expect(runEvent.safeParse(started).success).toBe(false);
  expect(runEvent.safeParse({ ...started, event: "run.exploded" }).success).toBe(false);
});
