import { z } from "zod";

const problem = z.object({
  where: z.string(),
  what: z.string(),
  found: z.string().optional(),
  expected: z.string().optional(),
  fix: z.string().optional(),
});

const common = {
  /** When it happened, ISO 8601 in UTC. */
  time: z.iso.datetime(),
  runId: z.string(),
};

const count = z.number().int().nonnegative();

const laneProgress = z.object({
  model: z.string(),
  total: count,
  completed: count,
  refused: count,
  failed: count,
  inFlight: count,
  waiting: count,
  limit: z.number().nonnegative(),
  rateLimited: count,
  retried: count,
  promptTokens: count,
  completionTokens: count,
  cost: z.number().nullable(),
  currency: z.string().nullable(),
  /** Until when a time of day or a day's quota holds its tasks back; null when neither does. */
  heldUntil: z.iso.datetime().nullable(),
  done: z.boolean(),
});

const used = { spent: z.number().nonnegative(), limit: z.number().nonnegative() };

const budget = z
  .object({
    cost: z.array(z.object({ ...used, currency: z.string() })),
    tokens: z.object(used).nullable(),
    failures: z.object({ failed: count, allowed: count }).nullable(),
    deadline: z.iso.datetime().nullable(),
  })
  .nullable();

const laneStop = z.object({ code: z.string(), message: z.string() });

const laneSummary = z.object({
  model: z.string(),
  template: z.string(),
  tasks: count,
  completed: count,
  refused: count,
  failed: count,
  cancelled: count,
  usageAbsent: count,
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  totalTokens: z.number().nullable(),
  cost: z.number().nullable(),
  currency: z.string().nullable(),
  attempts: count,
  rateLimited: count,
  latencyP50Ms: z.number().nullable(),
  latencyP95Ms: z.number().nullable(),
  stop: laneStop.nullable(),
});

const verdict = z.enum(["pass", "fail", "inconclusive"]);

/** One line of `--json`. Numbers of `run.progress` are for display; those of `run.finished` come from the store. */
export const runEvent = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("run.started"),
    ...common,
    name: z.string().nullable(),
    simulated: z.boolean(),
    models: z.array(z.string()),
    prompts: count,
    tasks: count,
    /** Tasks that an earlier sitting settled. */
    settledBefore: count,
  }),
  z.object({ event: z.literal("warning"), ...common, problem }),
  z.object({ event: z.literal("run.progress"), ...common, budget, lanes: z.array(laneProgress) }),
  /** An endpoint that the lane goes on without. */
  z.object({
    event: z.literal("endpoint.leftOut"),
    ...common,
    model: z.string(),
    endpoint: z.string(),
    ...laneStop.shape,
  }),
  z.object({ event: z.literal("lane.stopped"), ...common, model: z.string(), ...laneStop.shape }),
  z.object({
    event: z.literal("run.stopping"),
    ...common,
    signal: z.enum(["SIGINT", "SIGTERM"]),
    inFlight: count,
  }),
  /** After `run.finished`, where a gate was asked for and could be judged. */
  z.object({
    event: z.literal("gate.judged"),
    ...common,
    verdict,
    /** Of the process: the run's and the gate's together. */
    exitCode: z.number().int(),
    /** What it was compared with: a run's id, or a path; null where the gate looks at the run alone. */
    baseline: z.string().nullable(),
    /** Prompts that both have. */
    pairs: count,
    checks: z.array(
      z.object({
        figure: z.string(),
        baseline: z.string(),
        candidate: z.string(),
        verdict,
        /** What was demanded, in the figure's unit, or in shares of the baseline's mean where `relative`. */
        demand: z.object({ kind: z.enum(["regression", "min", "max"]), amount: z.number() }),
        relative: z.boolean(),
        value: z.number().nullable(),
        difference: z.number().nullable(),
        /** One-sided 95 % bounds of the difference. */
        lower: z.number().nullable(),
        upper: z.number().nullable(),
        pairs: count,
        text: z.string(),
        /** Prompts that got worse, the worst first, at most 200 of them; null for what is no score. */
        worse: z.object({ count, ids: z.array(z.string()) }).nullable(),
      }),
    ),
  }),
  z.object({
    event: z.literal("run.finished"),
    ...common,
    name: z.string().nullable(),
    status: z.enum(["running", "interrupted", "incomplete", "complete"]),
    exitCode: z.number().int(),
    simulated: z.boolean(),
    alreadyComplete: z.boolean(),
    folder: z.string(),
    files: z.array(z.string()),
    prompts: count,
    tasks: count,
    unsettled: count,
    budget,
    lanes: z.array(laneSummary),
    /** One per scorer, model and template; `missing` completions have no score. */
    scores: z.array(
      z.object({
        scorer: z.string(),
        model: z.string(),
        template: z.string(),
        mean: z.number().nullable(),
        interval: z.array(z.number()).nullable(),
        scored: z.number(),
        missing: z.number(),
        errors: z.number(),
      }),
    ),
    /** One per scorer that asks a judge; its tokens and cost are no part of `lanes`. */
    judging: z.array(
      z.object({
        scorer: z.string(),
        judge: z.string(),
        /** Ids of the derived runs. */
        runs: z.array(z.string()),
        tasks: count,
        completed: count,
        refused: count,
        failed: count,
        cancelled: count,
        /** Answers without a verdict that could be read. */
        unread: count,
        promptTokens: count.nullable(),
        completionTokens: count.nullable(),
        totalTokens: count.nullable(),
        cost: z.number().nullable(),
        currency: z.string().nullable(),
        attempts: count,
        /** Of `pairwise`: pairs judged in both orders, those whose verdict changed with it, preferences, those for the first shown. */
        positionBias: z.object({ pairs: count, flipped: count, decided: count, first: count }).nullable(),
        stop: laneStop.nullable(),
      }),
    ),
    failures: z.array(
      z.object({
        model: z.string(),
        kind: z.enum(["failed", "refused"]),
        code: z.string(),
        count,
        example: z.object({ promptId: z.string(), message: z.string() }),
      }),
    ),
    skipped: z.object({ count, lines: z.array(z.string()) }),
    wallMs: z.number(),
    stopReason: z.string().nullable(),
  }),
]);

export type RunEvent = z.infer<typeof runEvent>;
