import { expect, test } from "vitest";
import { EventWriter } from "../../src/cli/event-writer.ts";
import { runEvent } from "../../src/cli/events.ts";
import { memoryContext } from "./support/memory-context.ts";
import { laneOf, stoppedLane, runHandle, incompleteSummary } from "./support/run-values.ts";

test("every line is an event of the schema, and none has a field that the schema does not name", () => {
  const context = memoryContext();
  using events = new EventWriter(runHandle([stoppedLane()]), context.stdout, {
    ...context.clock,
    now: () => Date.UTC(2026, 10, 22),
  });
  events.stopping("SIGINT", 2);
  events.finished(incompleteSummary);
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
  using events = new EventWriter(runHandle([stoppedLane()]), context.stdout, context.clock);
  events.finished(incompleteSummary);
  const last: unknown = JSON.parse(context.printed("stdout").trimEnd().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({ exitCode: 3, failures: [{ model: "Claude", code: "content_filter", count: 1 }] });
});

test("the schema refuses what is no event", () => {
  const started = { event: "run.started", time: "2026-11-22T00:00:00.000Z", runId: "r1" };
  expect(runEvent.safeParse(started).success).toBe(false);
  expect(runEvent.safeParse({ ...started, event: "run.exploded" }).success).toBe(false);
});

test("an endpoint that is left out is said once, and a hold says until when", () => {
  const context = memoryContext();
  const reason = { code: "connection_refused", message: "connection refused" };
  const leftOut = [{ endpoint: "http://gpu-1:8000/v1", reason }];
  const held = { kind: "quota", until: Date.UTC(2026, 10, 23, 0, 30), requestsPerDay: 2000 } as const;
  const lane = { ...laneOf("Claude"), leftOut, held };
  using events = new EventWriter(runHandle([lane]), context.stdout, context.clock);
  events.stopping("SIGINT", 0);
  events.finished(incompleteSummary);
  const parsed = context
    .printed("stdout")
    .trimEnd()
    .split("\n")
    .map((line) => runEvent.parse(JSON.parse(line)));
  const said = parsed.filter(({ event }) => event === "endpoint.leftOut");
  expect(said).toMatchObject([{ model: "Claude", endpoint: "http://gpu-1:8000/v1", code: "connection_refused" }]);
  const progress = parsed.find((event) => event.event === "run.progress");
  expect(progress).toMatchObject({ lanes: [{ model: "Claude", heldUntil: "2026-11-23T00:30:00.000Z" }] });
});
