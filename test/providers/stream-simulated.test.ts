import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import type { Attempt } from "../../src/providers/provider.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { endpointOf, readFaultMeanings } from "../support/fault-meanings.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

const PROVIDERS: readonly ProviderName[] = [
  "openai",
  "vllm",
  "ollama",
  "llamacpp",
  "dashscope",
  "siliconflow",
  "openrouter",
  "spark",
  "anthropic",
  "generic",
];

/** What each fault of streams must mean. Those that still answer must give the very answer, unless the remark says otherwise. */
const rows = readFaultMeanings()
  .filter(({ fault }) => fault.route === "stream")
  .map(({ name, meaning, remark }): [name: string, meaning: string, remark: string] => [name, meaning, remark]);

/** Every fault for a model of its own; the model "plain" is spared. */
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    faults: rows.map(([name]) => ({ fault: name, model: name, delayMs: 20 })),
    latencyOf: { timed: { medianMs: 150 } },
  });
});
afterAll(() => simulator.close());

function askSimulator(
  provider: ProviderName,
  model: string,
  stream: boolean,
  path: string = provider,
): Promise<Attempt> {
  const limits = { timeoutMs: 1200, stallTimeoutMs: 600 };
  return ask(testProvider(`${simulator.url}/${path}`, { provider, model: { model, stream, ...limits } }));
}

function settled({ verdict }: Attempt) {
  if (verdict.kind !== "settled") throw new Error(`not settled: ${verdict.kind}`);
  return verdict;
}

test.each(PROVIDERS)(
  "%s streams the same text and usage that it sends whole, and its first token is timed",
  async (provider) => {
    const whole = await askSimulator(provider, "timed", false);
    const streamed = await askSimulator(provider, "timed", true);
    expect(settled(whole)).toMatchObject({ outcome: { kind: "completed" }, usage: { kind: "reported" } });
    expect(settled(streamed)).toEqual(settled(whole));
    expect(streamed.returnedModel).toBe(whole.returnedModel);
    expect(whole.ttftMs).toBeNull();
    // The first text leaves after a fifth of the 150 ms.
    expect(streamed.ttftMs).toBeGreaterThanOrEqual(28);
    expect(streamed.ttftMs).toBeLessThan((streamed.latencyMs ?? 0) - 20);
  },
);

test.each(rows)("%s means: %s", async (name, expected) => {
  const { provider, path } = endpointOf(name, "vllm");
  expect(verdictLine(await askSimulator(provider, name, true, path))).toBe(expected);
});

test.each(PROVIDERS)("%s: no text is lost, invented or cut by a fault that still answers", async (provider) => {
  const answering = rows.filter(([name, meaning]) => meaning === "completed" && name.startsWith("any/"));
  const asked = answering.map(async ([name, , remark]) => {
    const whole = settled(await askSimulator(provider, name, false));
    const streamed = settled(await askSimulator(provider, name, true));
    return { name, remark, whole, streamed };
  });
  const answers = await Promise.all(asked);
  const exact = answers.filter(({ remark }) => remark === "");
  expect(exact.length).toBeGreaterThan(10);
  expect(exact.map(({ streamed }) => streamed)).toEqual(exact.map(({ whole }) => whole));
  const longer = answers.filter(({ remark }) => remark !== "");
  expect(longer).toHaveLength(2);
  for (const { whole, streamed } of longer) {
    expect(streamed.usage).toEqual(whole.usage);
    expect(textOf(streamed).isWellFormed()).toBe(true);
    expect(textOf(streamed).length).toBeGreaterThan(textOf(whole).length);
  }
});

function textOf({ outcome }: ReturnType<typeof settled>): string {
  return outcome.kind === "completed" ? (outcome.text ?? "") : "";
}
