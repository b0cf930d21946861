import { nothingLeftOut } from "../../../src/core/left-out.ts";
import type { LaneProgress } from "../../../src/dispatch/progress.ts";
import type { RunHandle } from "../../../src/run/run.ts";
import type { RunSummary } from "../../../src/run/summary.ts";
import type { StoredRun } from "../../../src/store/store.ts";

/** A lane that has just begun. */
export function laneOf(model: string): LaneProgress {
  return {
    model,
    total: 10,
    completed: 0,
    refused: 0,
    failed: 0,
    inFlight: 4,
    waiting: 0,
    limit: 8,
    rateLimited: 0,
    retried: 0,
    promptTokens: 0,
    completionTokens: 0,
    cost: null,
    currency: null,
    pausedUntil: 0,
    held: null,
    leftOut: [],
    stop: null,
    done: false,
  };
}

/** A lane that its endpoint stopped. */
export function stoppedLane(): LaneProgress {
  const stop = { code: "401", message: "the key is not accepted" };
  return { ...laneOf("Claude"), total: 6, completed: 2, refused: 1, inFlight: 0, rateLimited: 3, stop, done: true };
}

export const storedRun: StoredRun = {
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
  parent: null,
  leftOut: nothingLeftOut,
  prompts: 3,
  laneStops: [null],
  unrecorded: [],
  promptSets: [],
  wallMs: 0,
  plan: {
    promptSets: [],
    selection: { where: [], limit: null, sample: null, skipInvalid: false },
    templates: [{ kind: "messages", name: "default", messages: [] }],
    repeats: 2,
    models: [
      {
        name: "Claude",
        model: "claude",
        baseUrl: "https://example.test/v1",
        provider: "anthropic",
        params: {},
        stream: false,
      },
      {
        name: "讯飞星火",
        model: "spark",
        baseUrl: "https://example.test/v1",
        provider: "spark",
        params: {},
        stream: false,
      },
    ],
    simulated: true,
  },
};

export const incompleteSummary: RunSummary = {
  runId: "r1",
  name: null,
  status: "incomplete",
  exitCode: 3,
  simulated: true,
  alreadyComplete: false,
  folder: "/results/r1",
  files: ["/results/r1/completions.csv", "/results/r1/usage.csv"],
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
  budget: null,
  scores: [],
  judging: [],
  failures: [
    { lane: 0, kind: "refused", code: "content_filter", count: 1, example: { promptId: "p1", message: "no" } },
  ],
  skipped: { count: 1, lines: ["a.csv:3: has too few fields"] },
  wallMs: 1234.5,
  stopReason: "interrupted",
};

/** A run under way that ends when `finished` does. */
export function runHandle(
  lanes: readonly LaneProgress[],
  finished: Promise<RunSummary> = Promise.resolve(incompleteSummary),
): RunHandle {
  return {
    run: storedRun,
    lanes,
    budget: () => null,
    settledBefore: 0,
    warnings: [{ where: "models[0].price", what: "is missing", fix: "Write it" }],
    records: (async function* () {})(),
    finished,
  };
}
