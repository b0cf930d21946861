import { expect, test } from "vitest";
import { renderSummary } from "../../src/cli/summary-text.ts";
import type { LaneSummary, RunSummary } from "../../src/run/summary.ts";

const lane: LaneSummary = {
  model: "Qwen2.5-7B-Instruct",
  template: "default",
  tasks: 100,
  completed: 98,
  refused: 1,
  failed: 1,
  cancelled: 0,
  usageAbsent: 0,
  promptTokens: 1200,
  completionTokens: 34_567,
  totalTokens: 35_767,
  cost: 0.01234,
  currency: "CNY",
  attempts: 101,
  rateLimited: 0,
  latencyP50Ms: 812,
  latencyP95Ms: 2150,
  stop: null,
};

const summary: RunSummary = {
  runId: "20261122-144734-k3f9",
  name: "nightly",
  status: "complete",
  exitCode: 0,
  simulated: false,
  alreadyComplete: false,
  folder: "/results/20261122-144734-k3f9",
  files: ["/results/20261122-144734-k3f9/completions.csv", "/results/20261122-144734-k3f9/usage.csv"],
  prompts: 100,
  tasks: 100,
  unsettled: 0,
  lanes: [{ ...lane, completed: 99, failed: 0 }],
  budget: null,
  scores: [],
  judging: [],
  failures: [],
  skipped: { count: 0, lines: [] },
  wallMs: 74_000,
  stopReason: null,
};

test("a complete run shows its totals and where the tables are", () => {
  expect(renderSummary(summary, ["Qwen2.5-7B-Instruct"], "promptgrid resume x")).toMatchInlineSnapshot(`
    "Run 20261122-144734-k3f9 (nightly): complete, 100 of 100 tasks settled in 1:14

                                                                       prompt  completion               latency
    model                tasks  completed  refused  failed  cancelled  tokens      tokens         cost      p50     p95
    Qwen2.5-7B-Instruct    100         99        1       0          0   1,200      34,567  0.01234 CNY   812 ms  2.15 s

    Tables:
      /results/20261122-144734-k3f9/completions.csv
      /results/20261122-144734-k3f9/usage.csv
    "
  `);
});

test("a run with gaps says loudly that it is simulated, why, and how to go on", () => {
  const stop = { code: "401", message: "the key is not accepted: check SPARK_API_KEY" };
  const text = renderSummary(
    {
      ...summary,
      status: "incomplete",
      simulated: true,
      tasks: 200,
      unsettled: 80,
      lanes: [
        lane,
        {
          ...lane,
          model: "讯飞星火",
          completed: 20,
          refused: 0,
          failed: 0,
          cancelled: 80,
          cost: null,
          currency: null,
          promptTokens: null,
          completionTokens: null,
          latencyP50Ms: null,
          latencyP95Ms: null,
          stop,
        },
      ],
      failures: [
        {
          lane: 0,
          kind: "refused",
          code: "content_filter",
          count: 1,
          example: { promptId: "p7", message: "moderation" },
        },
        {
          lane: 1,
          kind: "failed",
          code: "empty-body",
          count: 12,
          example: { promptId: "p\u001b9", message: "HTTP 200 without a body" },
        },
      ],
      skipped: { count: 3, lines: ["prompts/a.csv:12: too few fields"] },
    },
    ["Qwen2.5-7B-Instruct", "讯飞星火"],
    "promptgrid resume 20261122-144734-k3f9",
  );
  expect(text).toMatchInlineSnapshot(`
    "SIMULATED: every answer, token count and cost below was made up by promptgrid's simulator.

    Run 20261122-144734-k3f9 (nightly): incomplete, 120 of 200 tasks settled in 1:14

                                                                       prompt  completion               latency
    model                tasks  completed  refused  failed  cancelled  tokens      tokens         cost      p50     p95
    Qwen2.5-7B-Instruct    100         98        1       1          0   1,200      34,567  0.01234 CNY   812 ms  2.15 s
    讯飞星火               100         20        0       0         80       –           –            –        –       –
    all                    200        118        1       1         80       –           –            –        –       –

    Stopped early:
      讯飞星火: the key is not accepted: check SPARK_API_KEY (401)

    Failed and refused, by reason:
      12 × 讯飞星火: failed, empty-body
           e.g. p 9: HTTP 200 without a body
       1 × Qwen2.5-7B-Instruct: refused, content_filter
           e.g. p7: moderation

    Left out by --skip-invalid: 3 rows
      prompts/a.csv:12: too few fields
      … and 2 more

    Tables:
      /results/20261122-144734-k3f9/completions.csv
      /results/20261122-144734-k3f9/usage.csv

    80 tasks not settled. Go on with: promptgrid resume 20261122-144734-k3f9
    "
  `);
});

test("templates get a column when there are several", () => {
  const lanes = [lane, { ...lane, template: "short" }];
  const [, , heading, , first, second] = renderSummary({ ...summary, lanes }, ["Qwen2.5-7B-Instruct"], "").split("\n");
  expect([heading, first, second].map((line) => line?.slice(0, 32).trimEnd())).toEqual([
    expect.any(String),
    expect.stringContaining("default"),
    expect.stringContaining("short"),
  ]);
});

test("costs in different currencies are not added up", () => {
  const lanes = [lane, { ...lane, model: "Claude", currency: "USD" }];
  const total = renderSummary({ ...summary, lanes }, ["Qwen2.5-7B-Instruct", "Claude"], "")
    .split("\n")
    .find((line) => line.startsWith("all"));
  expect(total).toContain("–");
  expect(total).not.toMatch(/CNY|USD/);
});

test("failed tasks of a complete run can be asked again", () => {
  const text = renderSummary({ ...summary, lanes: [lane] }, ["Qwen2.5-7B-Instruct"], "promptgrid resume x");
  expect(text).toContain("Ask the 1 failed task again with: promptgrid resume x --retry-failed");
});

test("a run that was complete already says that nothing was sent", () => {
  expect(renderSummary({ ...summary, alreadyComplete: true }, [], "")).toContain("complete already, nothing was sent");
});

test("a disk so full that no table could be written is said", () => {
  const text = renderSummary(
    { ...summary, status: "incomplete", exitCode: 3, files: [] },
    ["Qwen"],
    "promptgrid resume x",
  );
  expect(text).toContain("No tables could be written.");
  expect(text).not.toContain("Tables:");
});

test("the sums leave out a model that settled nothing, and are not made up where none did", () => {
  const usage = { promptTokens: null, completionTokens: null, cost: null, currency: null };
  const idle = { ...lane, ...usage, model: "Claude", completed: 0, refused: 0, failed: 0, cancelled: 100 };
  const total = (lanes: readonly LaneSummary[]) =>
    renderSummary({ ...summary, lanes }, ["Qwen2.5-7B-Instruct", "Claude"], "")
      .split("\n")
      .find((line) => line.startsWith("all"))
      ?.split(/ {2,}/);
  expect(total([lane, idle])).toEqual(expect.arrayContaining(["100", "1,200", "34,567", "0.01234 CNY"]));
  expect(total([lane, { ...idle, failed: 1 }])).not.toContain("1,200");
  expect(total([idle, idle])?.slice(-5)).toEqual(["–", "–", "–", "–", "–"]);
});
