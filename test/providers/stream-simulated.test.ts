import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import type { Attempt } from "../../src/providers/provider.ts";
import { listFaults } from "../../src/simulator/faults.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
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

/** What each fault of streams must mean. Those that still answer must give the very answer, unless said otherwise. */
const EXPECTED = `
openai/stream-error                   retry server_error
vllm/stream-error                     retry server_error
vllm/stream-error-flat                failed invalid_request
tgi/stream-error                      failed context_length_exceeded
tgi/stream-overloaded                 rate-limit rate_limited
dashscope/stream-error                refused data_inspection_failed
openrouter/stream-error               retry server_error
spark/stream-10012                    retry-few spark_10012
spark/stream-10013                    refused spark_10013
spark/stream-11200                    stop spark_11200
spark/stream-11202                    rate-limit spark_11202
anthropic/stream-overloaded           rate-limit overloaded
anthropic/stream-overloaded-compat    rate-limit overloaded
any/stream-error                      retry server_error
any/stream-error-429                  rate-limit rate_limited
any/stream-error-event                rate-limit overloaded
any/stream-error-flat                 retry server_error
spark/stream-text-then-10014          refused spark_10014
spark/stream-text-then-10012          retry-few spark_10012
openrouter/stream-text-then-error     retry server_error
anthropic/stream-text-then-overloaded rate-limit overloaded
any/stream-text-then-error            retry server_error
any/stream-text-then-error-event      rate-limit overloaded
any/stream-text-then-error-flat       retry server_error
any/stream-content-filter             refused content_filter
any/stream-no-done                    completed
any/stream-done-space                 completed
any/stream-empty-data                 completed
any/stream-comments                   completed
any/stream-crlf                       completed
any/stream-extra-fields               completed
any/stream-several-data-lines         completed
any/stream-duplicated-text            completed, a part twice
any/stream-duplicated-ending          completed
any/stream-usage-in-every-chunk       completed
any/stream-surrogate-split            completed, with an emoji
any/stream-utf8-split                 completed
any/stream-byte-by-byte               completed
any/stream-broken-chunk               retry-few invalid_event
any/stream-cut-mid-text               retry-few incomplete_stream
any/stream-cut-before-finish          retry-few incomplete_stream
any/stream-reset                      retry connection_reset
any/stream-close                      retry connection_reset
any/stream-pause                      completed
any/stream-stall                      retry stalled
any/stream-comments-only              retry timeout
any/stream-json                       completed
any/stream-json-as-events             completed
any/stream-html                       failed html_instead_of_json
any/stream-html-as-events             failed html_instead_of_json
any/stream-empty                      retry-few empty_body
any/stream-only-done                  retry-few empty_stream
`;

const rows = EXPECTED.trim()
  .split("\n")
  .map((line): [name: string, verdict: string] => [
    line.slice(0, line.indexOf(" ")),
    line.slice(line.indexOf(" ")).trim(),
  ]);
const faults = listFaults().filter(({ route }) => route === "stream");

/** Every fault for a model of its own; the model "plain" is spared. */
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    faults: faults.map(({ name }) => ({ fault: name, model: name, delayMs: 20 })),
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
  const [provider, path] = providerOf(name);
  expect(verdictLine(await askSimulator(provider, name, true, path))).toBe(expected.replace(/,.*/, ""));
});

test("every fault of streams has an expectation", () => {
  expect(rows.map(([name]) => name).sort()).toEqual(faults.map(({ name }) => name).sort());
});

test.each(PROVIDERS)("%s: no text is lost, invented or cut by a fault that still answers", async (provider) => {
  const answering = rows.filter(([name, expected]) => expected.startsWith("completed") && name.startsWith("any/"));
  const asked = answering.map(async ([name, expected]) => {
    const whole = settled(await askSimulator(provider, name, false));
    const streamed = settled(await askSimulator(provider, name, true));
    return { name, expected, whole, streamed };
  });
  const answers = await Promise.all(asked);
  const exact = answers.filter(({ expected }) => expected === "completed");
  expect(exact.length).toBeGreaterThan(10);
  expect(exact.map(({ streamed }) => streamed)).toEqual(exact.map(({ whole }) => whole));
  const longer = answers.filter(({ expected }) => expected !== "completed");
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

/** TGI has no profile of its own: a generic endpoint at its path. */
function providerOf(fault: string): [provider: ProviderName, path: string] {
  const folder = fault.slice(0, fault.indexOf("/"));
  const provider = PROVIDERS.find((name) => name === folder);
  if (provider !== undefined) return [provider, provider];
  return folder === "any" ? ["vllm", "vllm"] : ["generic", folder];
}
