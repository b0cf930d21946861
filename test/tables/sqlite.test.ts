import { nothingLeftOut } from "../../src/core/left-out.ts";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placeOf } from "../../src/core/task.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { openStore } from "../../src/store/sqlite/sqlite-store.ts";
import { laneShapeOf, type LaneRecord, type Store, type StoredRun } from "../../src/store/store.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { completed, dollars, makePlan, makeRecord } from "./grid.ts";

const PROMPTS = 120;
const plan = makePlan(["A", "B"], ["v1", "v2"], 2);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptgrid-tables-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function beginRun(store: Store): Promise<StoredRun> {
  const hash = plan.promptSets[0]?.hash ?? "";
  const draft = await store.beginPromptSet(hash);
  await draft.append(
    Array.from({ length: PROMPTS }, (_unused, index) => ({
      row: index + 1,
      line: index + 2,
      id: null,
      cells: [`Frage ${index}, "wörtlich"\n`, index % 2 === 0 ? "" : "x"],
    })),
  );
  const set = await draft.complete(["prompt", "note"], nothingLeftOut);
  const prompts = await store.readPromptSet(set.key, 0, PROMPTS);
  const run = await store.beginRun({
    id: "run-1",
    name: null,
    createdAt: 0,
    plan,
    config: "{}",
    promptgridVersion: "1.2.3",
    gitCommit: null,
    promptSetKeys: [set.key],
  });
  await run.select(prompts.map((prompt) => ({ promptKey: prompt.key, promptSet: 0 })));
  return run.complete(nothingLeftOut);
}

/** Every task but each eleventh, with every outcome and irregular figures. */
function makeRecords(): LaneRecord[] {
  const random = seededRandom(1);
  const records: LaneRecord[] = [];
  for (let lane = 0; lane < 2; lane++) {
    for (let cell = 0; cell < PROMPTS * 4; cell++) {
      const tokens = Math.floor(random() * 100);
      const counts = { promptTokens: tokens, completionTokens: 1, totalTokens: tokens + 1, cachedTokens: null };
      const outcome =
        cell % 5 === 0
          ? ({ kind: "failed", code: "timeout", message: "no byte" } as const)
          : completed(cell % 7 === 0 ? "" : `answer ${lane}/${cell}`);
      const usage =
        cell % 3 === 0 ? ({ kind: "absent" } as const) : ({ kind: "reported", ...counts, reasoningTokens: 2 } as const);
      const figures = {
        latencyMs: random() * 1000,
        queueMs: random() * 10,
        cost: tokens * 1e-7,
        attempts: 1 + (cell % 2),
      };
      const place = placeOf(laneShapeOf(plan), cell);
      const record = makeRecord(plan, place.position, { lane, ...place, outcome, usage, ...figures });
      if (cell % 11 !== 0) records.push({ lane, record });
    }
  }
  return records;
}

async function tablesAfter(records: readonly LaneRecord[], name: string): Promise<Record<string, string>> {
  await using store = await openStore(join(folder, name, "promptgrid.db"));
  const { key } = await beginRun(store);
  await store.setLaneStop(key, 1, { code: "unpaid", message: "402: no credit" });
  for (let from = 0; from < records.length; from += 100) await store.commit(key, records.slice(from, from + 100));
  await store.updateRun(key, { status: "incomplete", finishedAt: 5, exitCode: 3, addWallMs: 2000 });
  const run = await store.findRun("run-1");
  if (run === null) throw new Error("the run is gone");
  const options = { tables: { bom: false, escapeFormulas: false }, models: dollars };
  const files = await writeTables(store, run, join(folder, name), options);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return Object.fromEntries(
    files.map((file, index) => [file.slice(join(folder, name).length + 1), texts[index] ?? ""]),
  );
}

test("the tables are the same whatever the order in which answers came", async () => {
  const records = makeRecords();
  const random = seededRandom(2);
  const shuffled = records.map((record) => ({ record, place: random() })).sort((a, b) => a.place - b.place);
  const inOrder = await tablesAfter(records, "in-order");
  const outOfOrder = await tablesAfter(
    shuffled.map(({ record }) => record),
    "shuffled",
  );
  expect(Object.keys(inOrder)).toEqual(["completions.csv", "comparison.csv", "usage.csv", "run.json"]);
  expect(outOfOrder).toEqual(inOrder);
});

test("every planned task has its row in input order, and usage.csv is the sum of these rows", async () => {
  const records = makeRecords();
  const tables = await tablesAfter(records, "run");
  const rows: Record<string, string>[] = parse(tables["completions.csv"] ?? "", { columns: true });
  expect(rows.map((row) => `${row["row"]} ${row["template"]} ${row["model"]} ${row["repeat"]}`)).toEqual(
    Array.from({ length: PROMPTS }, (_unused, index) => index + 1).flatMap((row) =>
      ["v1", "v2"].flatMap((template) => ["A 1", "A 2", "B 1", "B 2"].map((rest) => `${row} ${template} ${rest}`)),
    ),
  );
  const cancelled = rows.filter((row) => row["status"] === "cancelled");
  expect(cancelled).toHaveLength(PROMPTS * 8 - records.length);
  expect(new Set(cancelled.map((row) => `${row["model"]} ${row["error_code"]}`))).toEqual(new Set(["A ", "B unpaid"]));
  expect(rows[8]).toMatchObject({ "input.prompt": 'Frage 1, "wörtlich"\n', "input.note": "x" });

  const usage: Record<string, string>[] = parse(tables["usage.csv"] ?? "", { columns: true });
  expect(usage).toHaveLength(4);
  for (const total of usage) {
    const own = rows.filter((row) => row["model"] === total["model"] && row["template"] === total["template"]);
    const sum = (column: string) => own.reduce((all, row) => all + Number(row[column]), 0);
    for (const column of ["prompt_tokens", "completion_tokens", "total_tokens", "reasoning_tokens", "attempts"]) {
      expect(Number(total[column])).toBe(sum(column));
    }
    expect(Number(total["cost"])).toBeCloseTo(sum("cost"), 12);
    expect(total).toMatchObject({ tasks: String(own.length), cached_tokens: "", currency: "USD", wall_s: "2" });
    for (const status of ["completed", "refused", "failed", "cancelled"]) {
      expect(Number(total[status])).toBe(own.filter((row) => row["status"] === status).length);
    }
    const latencies = own
      .map((row) => row["latency_ms"])
      .filter((text) => text !== "")
      .map(Number)
      .sort((a, b) => a - b);
    const middle = [
      latencies[Math.floor((latencies.length - 1) / 2)],
      latencies[Math.ceil((latencies.length - 1) / 2)],
    ];
    expect(Math.abs(Number(total["latency_p50_ms"]) - ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2)).toBeLessThan(0.11);
  }
});
