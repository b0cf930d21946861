import { nothingLeftOut } from "../../src/core/left-out.ts";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TableOptions } from "../../src/core/config.ts";
import type { Outcome } from "../../src/core/record.ts";
import type { LaneTotals } from "../../src/store/store.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { completed, dollars, makePlan, makePrompt, makeRecord, makeRun, sourceOf } from "./grid.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptgrid-tables-"));
});
afterEach(() => rm(folder, { recursive: true }));

const plain: TableOptions = { bom: false, escapeFormulas: false };
const read = (name: string) => readFile(join(folder, name), "utf8");

/** A grid in which every outcome occurs: two prompts of three, one lane stopped, one task unsent for no known reason. */
function smallGrid() {
  const plan = makePlan(["A", "B"]);
  const usage = {
    kind: "reported",
    promptTokens: 12,
    completionTokens: 34,
    totalTokens: 46,
    cachedTokens: 0,
    reasoningTokens: null,
  } as const;
  const refused: Outcome = {
    kind: "refused",
    code: "content_filter",
    message: 'The answer was "blocked"',
    text: "部分",
    reasoning: null,
    toolCalls: null,
    finishReason: "content_filter",
  };
  const rows = [
    {
      prompt: makePrompt(0, { id: "q1", prompt: 'Say "hi", twice\nplease', note: "" }),
      records: [
        makeRecord(plan, 0, {
          outcome: completed('你好,\n"hi" 👋'),
          usage,
          cost: 0.1 + 0.2,
          queueMs: 0.04999,
          retryMs: 512.25,
          latencyMs: 202.3456,
          ttftMs: 20.06,
          attempts: 3,
          rateLimited: 1,
          requestId: "req-1",
          returnedModel: "a-1-0613",
        }),
        makeRecord(plan, 0, { lane: 1, outcome: refused, usage: { ...usage, kind: "inconsistent" }, cost: 3e-8 }),
      ],
    },
    {
      prompt: makePrompt(1, { id: "q2", prompt: "=1+1", note: " kept " }),
      records: [
        makeRecord(plan, 1, { outcome: completed("") }),
        makeRecord(plan, 1, {
          lane: 1,
          outcome: { kind: "failed", code: "timeout", message: "no byte for 120 s" },
          latencyMs: null,
          attempts: 5,
        }),
      ],
    },
    {
      prompt: makePrompt(2, { id: "q3", prompt: "last", note: "x" }),
      records: [makeRecord(plan, 2, { outcome: completed(null, "tool_calls") })],
    },
    { prompt: makePrompt(3, { id: "q4", prompt: "unsent", note: "x" }), records: [] },
  ];
  const sums = { promptTokens: 12, completionTokens: 34, totalTokens: 46, cachedTokens: 0, reasoningTokens: null };
  const [a, b] = [
    { completed: 3, refused: 0, failed: 0, usageAbsent: 2, cost: 0.1 + 0.2, attempts: 5, rateLimited: 1 },
    { completed: 0, refused: 1, failed: 1, usageAbsent: 0, cost: 3e-8, attempts: 6, rateLimited: 0 },
  ];
  const totals: LaneTotals[] = [
    { lane: 0, template: 0, ...sums, ...a },
    { lane: 1, template: 0, ...sums, ...b },
  ];
  const run = makeRun(plan, 4, ["id", "prompt", "note"], {
    status: "incomplete",
    exitCode: 3,
    laneStops: [null, { code: "invalid_api_key", message: "401: Incorrect API key provided" }],
  });
  return { run, source: sourceOf(rows, totals) };
}

test("completions.csv has a row per planned task, whatever became of it", async () => {
  const { run, source } = smallGrid();
  await writeTables(source, run, folder, { tables: plain, models: dollars });
  expect(await read("completions.csv")).toMatchInlineSnapshot(`
    "run_id,prompt_set,row,prompt_id,template,model,provider_model,repeat,status,completion,finish_reason,prompt_tokens,completion_tokens,total_tokens,cached_tokens,reasoning_tokens,usage,cost,currency,queue_ms,retry_ms,latency_ms,ttft_ms,attempts,error_code,error,request_id,returned_model,started_at,input.id,input.prompt,input.note
    run-1,prompts/a.csv,1,q1,default,A,a-1,1,completed,"你好,
    ""hi"" 👋",stop,12,34,46,0,,reported,0.3,USD,0,512.3,202.3,20.1,3,,,req-1,a-1-0613,2026-01-02T03:04:05.678Z,q1,"Say ""hi"", twice
    please",""
    run-1,prompts/a.csv,1,q1,default,B,b-1,1,refused,部分,content_filter,12,34,46,0,,inconsistent,0.00000003,USD,0,0,200,,1,content_filter,"The answer was ""blocked""",,,2026-01-02T03:04:05.678Z,q1,"Say ""hi"", twice
    please",""
    run-1,prompts/a.csv,2,q2,default,A,a-1,1,completed,"",stop,,,,,,absent,,,0,0,200,,1,,,,,2026-01-02T03:04:05.678Z,q2,=1+1, kept 
    run-1,prompts/a.csv,2,q2,default,B,b-1,1,failed,,,,,,,,absent,,,0,0,,,5,timeout,no byte for 120 s,,,2026-01-02T03:04:05.678Z,q2,=1+1, kept 
    run-1,prompts/a.csv,3,q3,default,A,a-1,1,completed,,tool_calls,,,,,,absent,,,0,0,200,,1,,,,,2026-01-02T03:04:05.678Z,q3,last,x
    run-1,prompts/a.csv,3,q3,default,B,b-1,1,cancelled,,,,,,,,,,,,,,,,invalid_api_key,401: Incorrect API key provided,,,,q3,last,x
    run-1,prompts/a.csv,4,q4,default,A,a-1,1,cancelled,,,,,,,,,,,,,,,,,,,,,q4,unsent,x
    run-1,prompts/a.csv,4,q4,default,B,b-1,1,cancelled,,,,,,,,,,,,,,,,invalid_api_key,401: Incorrect API key provided,,,,q4,unsent,x
    "
  `);
});

test("comparison.csv puts the answers side by side and says in brackets why one is not there", async () => {
  const { run, source } = smallGrid();
  await writeTables(source, run, folder, { tables: plain, models: dollars });
  expect(await read("comparison.csv")).toMatchInlineSnapshot(`
    "row,prompt_id,input.id,input.prompt,input.note,A,B
    1,q1,q1,"Say ""hi"", twice
    please","","你好,
    ""hi"" 👋",[refused: content_filter]
    2,q2,q2,=1+1, kept ,"",[failed: timeout]
    3,q3,q3,last,x,[no text: tool_calls],[cancelled: invalid_api_key]
    4,q4,q4,unsent,x,[cancelled],[cancelled: invalid_api_key]
    "
  `);
});

test("usage.csv sums up each model", async () => {
  const { run, source } = smallGrid();
  await writeTables(source, run, folder, { tables: plain, models: dollars });
  expect(await read("usage.csv")).toMatchInlineSnapshot(`
    "model,template,provider_model,tasks,completed,refused,failed,cancelled,usage_absent,prompt_tokens,completion_tokens,total_tokens,cached_tokens,reasoning_tokens,cost,currency,attempts,rate_limited,latency_p50_ms,latency_p95_ms,latency_p99_ms,queue_p50_ms,wall_s,requests_per_s
    A,default,a-1,4,3,0,0,1,2,12,34,46,0,,0.3,USD,5,1,200,202.1,202.3,0,2.5,2
    B,default,b-1,4,0,1,1,2,0,12,34,46,0,,0.00000003,USD,6,0,200,200,200,0,2.5,2.4
    "
  `);
});

test("run.json says what was asked, with what, and how it stands", async () => {
  const { run, source } = smallGrid();
  await writeTables(source, run, folder, { tables: plain, models: dollars });
  const text = await read("run.json");
  expect(text.replace(process.versions.node, "24.0.0")).toMatchInlineSnapshot(`
    "{
      "run_id": "run-1",
      "name": null,
      "status": "incomplete",
      "simulated": false,
      "exit_code": 3,
      "created_at": "2026-01-02T03:04:04.678Z",
      "finished_at": "2026-01-02T03:04:07.178Z",
      "wall_s": 2.5,
      "prompts": 4,
      "left_out_rows": 0,
      "tasks": 8,
      "unsettled": 3,
      "versions": {
        "promptgrid": "1.2.3",
        "node": "24.0.0"
      },
      "git_commit": null,
      "files": [
        "completions.csv",
        "comparison.csv",
        "usage.csv",
        "run.json"
      ],
      "totals": [
        {
          "model": "A",
          "template": "default",
          "provider_model": "a-1",
          "tasks": 4,
          "completed": 3,
          "refused": 0,
          "failed": 0,
          "cancelled": 1,
          "usage_absent": 2,
          "prompt_tokens": 12,
          "completion_tokens": 34,
          "total_tokens": 46,
          "cached_tokens": 0,
          "reasoning_tokens": null,
          "cost": 0.3,
          "currency": "USD",
          "attempts": 5,
          "rate_limited": 1,
          "latency_p50_ms": 200,
          "latency_p95_ms": 202.1,
          "latency_p99_ms": 202.3,
          "queue_p50_ms": 0,
          "wall_s": 2.5,
          "requests_per_s": 2
        },
        {
          "model": "B",
          "template": "default",
          "provider_model": "b-1",
          "tasks": 4,
          "completed": 0,
          "refused": 1,
          "failed": 1,
          "cancelled": 2,
          "usage_absent": 0,
          "prompt_tokens": 12,
          "completion_tokens": 34,
          "total_tokens": 46,
          "cached_tokens": 0,
          "reasoning_tokens": null,
          "cost": 3e-8,
          "currency": "USD",
          "attempts": 6,
          "rate_limited": 0,
          "latency_p50_ms": 200,
          "latency_p95_ms": 200,
          "latency_p99_ms": 200,
          "queue_p50_ms": 0,
          "wall_s": 2.5,
          "requests_per_s": 2.4
        }
      ],
      "lane_stops": [
        {
          "model": "B",
          "code": "invalid_api_key",
          "message": "401: Incorrect API key provided"
        }
      ],
      "prompt_sets": [
        {
          "name": "prompts/a.csv",
          "hash": "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
          "rows": 4,
          "skipped_rows": 0,
          "columns": [
            "id",
            "prompt",
            "note"
          ]
        }
      ],
      "selection": {
        "where": [],
        "limit": null,
        "sample": null,
        "skipInvalid": false
      },
      "templates": [
        {
          "kind": "messages",
          "name": "default",
          "messages": [
            {
              "role": "user",
              "content": "{{prompt}}"
            }
          ]
        }
      ],
      "repeats": 1,
      "models": [
        {
          "name": "A",
          "model": "a-1",
          "baseUrl": "https://models.example/v1",
          "provider": "generic",
          "params": {},
          "stream": false
        },
        {
          "name": "B",
          "model": "b-1",
          "baseUrl": "https://models.example/v1",
          "provider": "generic",
          "params": {},
          "stream": false
        }
      ],
      "scorers": [],
      "config": {
        "repeats": 1
      }
    }
    "
  `);
});

test("the paths of the files are returned, and nothing else is left in the folder", async () => {
  const { run, source } = smallGrid();
  const files = await writeTables(source, run, folder, { tables: plain, models: dollars });
  const names = ["completions.csv", "comparison.csv", "usage.csv", "run.json"];
  expect(files).toEqual(names.map((name) => join(folder, name)));
  expect(await readdir(folder)).toEqual(names.sort());
});

test("as JSONL every row is an object with typed numbers, and null for what is not there", async () => {
  const { run, source } = smallGrid();
  const files = await writeTables(source, run, folder, { tables: plain, models: dollars, format: "jsonl" });
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
    "completions.jsonl",
    "comparison.jsonl",
    "usage.jsonl",
    "run.json",
  ]);
  const completions = await readObjects("completions.jsonl");
  expect(completions).toHaveLength(8);
  expect(completions[0]).toMatchObject({ row: 1, completion: '你好,\n"hi" 👋', cost: 0.3, ttft_ms: 20.1, error: null });
  expect(completions.map((row) => row["completion"])).toEqual([
    completions[0]?.["completion"],
    "部分",
    "",
    ...Array(5).fill(null),
  ]);
  const comparison = await readObjects("comparison.jsonl");
  expect(comparison[1]).toEqual({
    row: 2,
    prompt_id: "q2",
    "input.id": "q2",
    "input.prompt": "=1+1",
    "input.note": " kept ",
    A: "",
    B: null,
  });
  const usage = await readObjects("usage.jsonl");
  expect(usage[1]).toMatchObject({ model: "B", tasks: 4, cancelled: 2, prompt_tokens: 12, attempts: 6 });
});

async function readObjects(name: string): Promise<Record<string, unknown>[]> {
  const lines = (await read(name)).trimEnd().split("\n");
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

test("a byte order mark and escaped formulas are there for spreadsheets when asked for", async () => {
  const { run, source } = smallGrid();
  await writeTables(source, run, folder, { tables: { bom: true, escapeFormulas: true }, models: dollars });
  for (const name of ["completions.csv", "comparison.csv", "usage.csv"]) {
    expect((await readFile(join(folder, name))).subarray(0, 3).toString("hex")).toBe("efbbbf");
  }
  const rows = parse(await read("comparison.csv"), { columns: true, bom: true });
  expect(rows[1]).toMatchObject({ "input.prompt": "'=1+1" });
});

test("templates and repeats are rows in completions and columns in comparison", async () => {
  const plan = makePlan(["A", "B"], ["v1", "v2"], 2);
  const records = [0, 1].flatMap((lane) =>
    [0, 1].flatMap((template) =>
      [1, 2].map((repeat) =>
        makeRecord(plan, 0, { lane, template, repeat, outcome: completed(`${lane}${template}${repeat}`) }),
      ),
    ),
  );
  const source = sourceOf([{ prompt: makePrompt(0, { prompt: "p" }), records }]);
  await writeTables(source, makeRun(plan, 1, ["prompt"]), folder, { tables: plain, models: [] });
  const [header, answers] = parse(await read("comparison.csv"));
  expect(header?.slice(3)).toEqual([
    "A / v1",
    "A / v1 #2",
    "A / v2",
    "A / v2 #2",
    "B / v1",
    "B / v1 #2",
    "B / v2",
    "B / v2 #2",
  ]);
  expect(answers?.slice(3)).toEqual(["001", "002", "011", "012", "101", "102", "111", "112"]);
  const completions: Record<string, string>[] = parse(await read("completions.csv"), { columns: true });
  expect(completions.map((row) => `${row["template"]} ${row["model"]} ${row["repeat"]} ${row["completion"]}`)).toEqual([
    "v1 A 1 001",
    "v1 A 2 002",
    "v1 B 1 101",
    "v1 B 2 102",
    "v2 A 1 011",
    "v2 A 2 012",
    "v2 B 1 111",
    "v2 B 2 112",
  ]);
  expect(parse(await read("usage.csv"), { columns: true })).toHaveLength(4);
});

test("columns of several prompt sets are united in first-seen order, none shadows another", async () => {
  const plan = makePlan(["row", "row / v1"]);
  const rows = [
    { prompt: makePrompt(0, { prompt: "p", a: "1" }), records: [makeRecord(plan, 0, { outcome: completed("x") })] },
    { prompt: makePrompt(1, { constructor: "c", prompt: "" }, { promptSet: "b.csv", row: 1 }), records: [] },
  ];
  const set = { key: 1, hash: "00", rows: 1, leftOut: nothingLeftOut };
  const promptSets = [
    { ...set, columns: ["prompt", "a"] },
    { ...set, key: 2, columns: ["constructor", "prompt"] },
  ];
  await writeTables(sourceOf(rows), makeRun(plan, 2, [], { promptSets }), folder, { tables: plain, models: [] });
  expect(await read("comparison.csv")).toMatchInlineSnapshot(`
    "row,prompt_id,input.prompt,input.a,input.constructor,row (2),row / v1
    1,prompts/a.csv:1,p,1,,x,[cancelled]
    1,prompts/a.csv:2,"",,c,[cancelled],[cancelled]
    "
  `);
});
