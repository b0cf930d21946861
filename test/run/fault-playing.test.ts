import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type FaultRule, type FaultScript, loadConfig, run, type RunSummary, startSimulator } from "../../src/index.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable } from "../support/tables.ts";

const PROMPTS = 60;
const QWEN = "qwen2.5-7b-instruct";
const SPARK = "4.0Ultra";
const CLAUDE = "claude-sonnet-5-5";

interface Played {
  readonly summary: RunSummary;
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly faults: Readonly<Record<string, number>>;
  /** Requests received, by model id. */
  readonly received: Readonly<Record<string, number>>;
}

/** A whole run with its database, against a simulator that plays faults; own waits are next to nothing. */
async function playRun(faults: readonly (FaultRule | FaultScript)[], seed = 1): Promise<Played> {
  const simulator = await startSimulator({ seed, faults });
  onTestFinished(() => simulator.close());
  const model = { retry: { initialIntervalMs: 2, maximumIntervalMs: 10 } };
  const folder = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 8, model });
  const config = await loadConfig(join(folder, "runner.config.json"), { environment: keys });
  const options = { environment: keys, runId: "played", random: () => 0.5 };
  const summary = await run(config, options).finished;
  const { models, faults: played } = simulator.statistics();
  return {
    summary,
    rows: await readTable(config.results, "played", "completions"),
    faults: played,
    received: Object.fromEntries(
      Object.entries(models).map(([name, { received }]) => [name.replace(/^.*\//, ""), received]),
    ),
  };
}

/** How many rows of a model say the same of a task's end. */
function ends({ rows }: Played, model: string): Record<string, number> {
  const own = rows.filter(({ provider_model: id }) => id === model);
  const words = own.map(({ status, attempts, error_code: code }) => `${status} ${attempts} ${code}`.trim());
  return Object.fromEntries(
    Map.groupBy(words, (word) => word)
      .entries()
      .map(([word, all]) => [word, all.length]),
  );
}

test("faults by name, by script and by rate leave the records, tables and counts of one run as they must", async () => {
  const played = await playRun([
    { fault: "any/server-error", model: QWEN, rate: 0.3 },
    { script: ["spark/10008", "any/body-cut", null], model: SPARK },
    { fault: "anthropic/temperature-deprecated", model: CLAUDE },
  ]);
  const { summary, rows, faults, received } = played;
  expect(summary).toMatchObject({ status: "incomplete", exitCode: 3 });
  expect(rows).toHaveLength(3 * PROMPTS);

  // Each attempt is drawn anew: some tasks need several, hardly any all five.
  const qwen = rows.filter(({ provider_model: id }) => id === QWEN);
  expect(qwen.reduce((sum, { attempts }) => sum + Number(attempts), 0)).toBe(received[QWEN]);
  const failed = qwen.filter(({ status }) => status !== "completed").length;
  expect((received[QWEN] ?? 0) - (PROMPTS - failed)).toBe(faults["any/server-error"]);

  expect(ends(played, SPARK)).toEqual({ "completed 3": PROMPTS });
  expect(received[SPARK]).toBe(3 * PROMPTS);
  expect([faults["spark/10008"], faults["any/body-cut"]]).toEqual([PROMPTS, PROMPTS]);

  // The whole column fails early: what was in flight was asked once, and the rest never.
  expect(ends(played, CLAUDE)).toEqual({ "cancelled  unsupported_parameter": PROMPTS });
  expect(received[CLAUDE]).toBeLessThanOrEqual(8);
});

test("the same seed plays the same faults on the same tasks, and another seed others", async () => {
  const faults = [
    { fault: "any/server-error", rate: 0.2 },
    { fault: "any/usage-missing", rate: 0.2 },
    { fault: "any/body-half", rate: 0.1 },
  ];
  const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => playRun(faults, seed)));
  const story = (played: Played | undefined) =>
    played?.rows.map((row) => [row["prompt_id"], row["model"], row["attempts"], row["usage"], row["completion"]]);
  expect(story(one)).toHaveLength(3 * PROMPTS);
  expect(story(same)).toEqual(story(one));
  expect(same?.faults).toEqual(one?.faults);
  expect(Object.keys(one?.faults ?? {})).toHaveLength(3);
  expect(story(other)).not.toEqual(story(one));
});
