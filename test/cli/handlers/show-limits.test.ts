import { expect, onTestFinished, test } from "vitest";
import { execute } from "../../../src/cli/execute.ts";
import { startSimulator } from "../../../src/simulator/simulator.ts";
import { gridFolder, keys } from "../../support/grid.ts";
import { memoryContext } from "../support/memory-context.ts";

async function limitedFolder(): Promise<string> {
  const simulator = await startSimulator({ latency: { medianMs: 50 }, limits: { concurrency: 3, retryAfter: false } });
  onTestFinished(() => simulator.close());
  return gridFolder({ simulatorUrl: simulator.url, prompts: 60, model: { limits: {} } });
}

async function print(directory: string, ...args: string[]): Promise<string> {
  const context = memoryContext({ directory, environment: keys });
  expect(await execute(args, context)).toBe(0);
  return context.printed("stdout");
}

test("show --limits tells what each account allowed, and keys stand nowhere in it", async () => {
  const directory = await limitedFolder();
  await print(directory, "run", "--run-id", "limited", "--quiet");
  const shown = await print(directory, "show", "limited", "--limits");
  for (const [provider, model] of [
    ["dashscope", "Qwen2.5-7B-Instruct"],
    ["spark", "xinghuo"],
    ["anthropic", "Claude"],
  ]) {
    expect(shown).toMatch(
      new RegExp(`/${provider}/v1 \\(${model}\\)\\n  [\\d: -]+ to [\\d: -]+ UTC, in the end \\d+ at once`),
    );
  }
  expect(shown).toMatch(/concurrency \d+ -> [34]: rejected at the limit/);
  for (const key of Object.values(keys)) expect(shown).not.toContain(key);
  expect(await print(directory, "show", "limited")).not.toContain("at once");

  const { limits } = JSON.parse(await print(directory, "show", "limited", "--limits", "--json"));
  expect(limits).toHaveLength(3);
  expect(limits[0]).toMatchObject({ concurrency: expect.any(Number), omitted: 0, pacing: null });
  expect(limits[0].decisions[0]).toMatchObject({
    kind: "concurrency-cut",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    because: "rejected-at-limit",
  });
});
