import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderFrame } from "../../../src/cli/display/frame.ts";
import type { FrameState } from "../../../src/cli/display/frame.ts";
import type { LaneView } from "../../../src/cli/display/lane-view.ts";
import { displayWidth } from "../../../src/cli/format/text.ts";

const lane: LaneView = {
  model: "Qwen2.5-7B-Instruct",
  total: 3000,
  settled: 1234,
  failed: 2,
  inFlight: 61,
  limit: 64,
  rateLimited: 17,
  tokens: 123_456,
  cost: 0.1234,
  currency: "CNY",
  requestsPerSecond: 61.2,
  remainingMs: 29_000,
  condition: { kind: "sending" },
  leftOut: [],
};

const state: FrameState = {
  runId: "20261122-144734-k3f9",
  simulated: true,
  elapsedMs: 20_000,
  budget: [],
  notice: [],
  lanes: [
    lane,
    {
      ...lane,
      model: "讯飞星火 Max",
      settled: 120,
      requestsPerSecond: 1.9,
      remainingMs: null,
      cost: null,
      condition: { kind: "paused", forMs: 12_000 },
    },
    {
      ...lane,
      model: "Claude",
      settled: 3000,
      inFlight: 0,
      cost: null,
      condition: { kind: "stopped", stop: { code: "401", message: "the key is not accepted" } },
    },
  ],
};

test("a wide terminal shows everything", () => {
  expect(renderFrame(state, 200)).toMatchInlineSnapshot(`
    "run 20261122-144734-k3f9 0:20 SIMULATED
    model                                                       done        req/s   active  429s  failed  tokens        cost      ETA
    Qwen2.5-7B-Instruct  ████████████░░░░░░░░░░░░░░░░░░  1,234/3,000   41%     61    61/64    17       2  123.5K  0.1234 CNY     0:29
    讯飞星火 Max         █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░    120/3,000    4%    1.9    61/64    17       2  123.5K               paused
    Claude               ██████████████████████████████  3,000/3,000  100%     61     0/64    17       2  123.5K              stopped
    讯飞星火 Max paused for 0:12: the endpoint asked to wait
    Claude stopped: the key is not accepted (401)"
  `);
});

test("an ordinary terminal gives up what matters least", () => {
  expect(renderFrame(state, 80)).toMatchInlineSnapshot(`
    "run 20261122-144734-k3f9 0:20 SIMULATED
    model                               done        req/s   active  failed      ETA
    Qwen2.5-7B-Instruct  ██░░░░  1,234/3,000   41%     61    61/64       2     0:29
    讯飞星火 Max         ░░░░░░    120/3,000    4%    1.9    61/64       2   paused
    Claude               ██████  3,000/3,000  100%     61     0/64       2  stopped
    讯飞星火 Max paused for 0:12: the endpoint asked to wait
    Claude stopped: the key is not accepted (401)"
  `);
});

test("a narrow window keeps names, progress and time", () => {
  expect(renderFrame(state, 40)).toMatchInlineSnapshot(`
    "run 20261122-144734-k3f9 0:20 SIMULATED
    model               done            ETA
    Qwen2.5-7B…  1,234/3,000   41%     0:29
    讯飞星火 M…    120/3,000    4%   paused
    Claude       3,000/3,000  100%  stopped
    讯飞星火 Max paused for 0:12: the endp…
    Claude stopped: the key is not accepte…"
  `);
});

test("a lane says until when it is held, and what it goes on without", () => {
  const until = new Date(2026, 10, 23, 0, 30).getTime();
  const reason = { code: "connection_refused", message: "connection refused (5 requests in a row)" };
  const leftOut = [{ endpoint: "http://gpu-1:8000/v1", reason }];
  const held: readonly LaneView[] = [
    { ...lane, inFlight: 0, leftOut, condition: { kind: "held", hold: { kind: "window", until } } },
    {
      ...lane,
      model: "Claude",
      inFlight: 0,
      condition: { kind: "held", hold: { kind: "quota", until, requestsPerDay: 2000 } },
    },
  ];
  expect(renderFrame({ ...state, lanes: held }, 110)).toMatchInlineSnapshot(`
    "run 20261122-144734-k3f9 0:20 SIMULATED
    model                                   done        req/s   active  429s  failed  tokens        cost      ETA
    Qwen2.5-7B-Instruct  ████░░░░░░  1,234/3,000   41%     61     0/64    17       2  123.5K  0.1234 CNY     held
    Claude               ████░░░░░░  1,234/3,000   41%     61     0/64    17       2  123.5K  0.1234 CNY     held
    Qwen2.5-7B-Instruct goes on without http://gpu-1:8000/v1: connection refused (5 requests in a row) (connecti…
    Qwen2.5-7B-Instruct held until Mon 00:30 by limits.between
    Claude held until Mon 00:30: 2,000 requests a day used up"
  `);
});

test("a stopped lane names its endpoints in the reason alone", () => {
  const reason = { code: "connection_refused", message: "connection refused" };
  const stop = { code: "no_endpoint_left", message: "http://gpu-1:8000/v1: connection refused" };
  const leftOut = [{ endpoint: "http://gpu-1:8000/v1", reason }];
  const frame = renderFrame({ ...state, lanes: [{ ...lane, leftOut, condition: { kind: "stopped", stop } }] }, 200);
  expect(frame.split("gpu-1")).toHaveLength(2);
});

test("no line is ever wider than the terminal", () => {
  const model = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.constant("通义千问".repeat(20)),
  );
  const lanes = fc.array(fc.record({ model, settled: fc.nat(3000) }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lanes, fc.integer({ min: 1, max: 250 }), (views, columns) => {
      const frame = renderFrame(
        { ...state, notice: ["stopping: 请稍候", "再按一次"], lanes: views.map((view) => ({ ...lane, ...view })) },
        columns,
      );
      for (const line of frame.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

test("colours change no width and are absent unless asked for", () => {
  const plain = renderFrame(state, 80);
  const coloured = renderFrame(state, 80, true);
  // oxlint-disable-next-line no-control-regex -- it is the escape sequences that are looked for
  const escapes = /\u001b\[\d+m/g;
  expect(plain).not.toMatch(escapes);
  expect(coloured).toMatch(escapes);
  expect(coloured.replace(escapes, "")).toBe(plain);
});

test("what an endpoint says cannot move the cursor", () => {
  const stop = { code: "401", message: "bad\u001b[2J\nkey" };
  const frame = renderFrame({ ...state, lanes: [{ ...lane, condition: { kind: "stopped", stop } }] }, 120);
  expect(frame).not.toContain("\u001b");
  expect(frame.split("\n").at(-1)).toContain("bad [2J key");
});

test("a lane without tasks is full, not broken", () => {
  expect(renderFrame({ ...state, lanes: [{ ...lane, total: 0, settled: 0 }] }, 80)).toContain("100%");
});
