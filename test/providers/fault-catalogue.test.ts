import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import { fixture, ReplayServer, type Scene } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

/**
 * Every answer of the fault catalogue as literal bytes, and what it must mean: the reaction, the error code and the wait
 * that the endpoint asks for. The date in the fixtures is 2 s after the clock below.
 */
const EXPECTED = `
generic/unauthorized                    stop unauthorized
generic/unknown-model                   stop model_not_found
generic/rate-limit                      rate-limit rate_limited after 1000
openai/rate-limit                       rate-limit rate_limited after 120
openai/insufficient-quota               stop insufficient_quota
openai/context-exceeded                 failed context_length_exceeded
openai/server-error                     retry server_error
openai/content-filter                   refused content_filter
vllm/unauthorized                       stop unauthorized
vllm/unknown-model                      stop model_not_found
vllm/unknown-model-flat                 stop model_not_found
vllm/bad-request                        failed invalid_request
vllm/bad-request-flat                   failed invalid_request
vllm/context-exceeded                   failed context_length_exceeded
vllm/context-exceeded-flat              failed context_length_exceeded
vllm/internal-error                     retry server_error
sglang/bad-request                      failed context_length_exceeded
sglang/internal-error                   retry server_error
sglang/unauthorized                     stop unauthorized
sglang/unknown-model                    stop model_not_found
ollama/busy                             retry server_busy
ollama/unknown-model                    stop model_not_found
ollama/bad-request                      failed invalid_request
ollama/internal-error                   retry server_error
llamacpp/loading                        loading model_loading
llamacpp/unauthorized                   stop unauthorized
llamacpp/bad-request                    failed invalid_request
llamacpp/context-exceeded               failed context_length_exceeded
llamacpp/unknown-model                  stop model_not_found
lmdeploy/unknown-model                  stop model_not_found
lmdeploy/bad-request                    failed invalid_request
lmdeploy/finish-reason-parse-error      completed
lmdeploy/finish-reason-error            completed
lmdeploy/finish-reason-abort            completed
tgi/overloaded                          rate-limit overloaded
tgi/validation                          failed context_length_exceeded
tgi/generation                          retry-few generation_failed
xinference/unknown-model                stop model_not_found
dashscope/missing-parameter             failed invalid_request
dashscope/insufficient-quota            rate-limit tokens_per_minute
dashscope/limit-requests                rate-limit limit_requests
dashscope/limit-burst-rate              rate-limit limit_burst_rate
dashscope/rate-limit-empty              rate-limit rate_limited
dashscope/arrearage                     stop arrearage
dashscope/data-inspection-failed        refused data_inspection_failed
dashscope/unauthorized                  stop unauthorized
dashscope/unknown-model                 stop model_not_found
dashscope/max-tokens                    failed invalid_request
siliconflow/tpm-limit                   rate-limit rate_limited
siliconflow/rpm-limit                   rate-limit rate_limited
siliconflow/busy                        retry system_busy
siliconflow/busy-429                    rate-limit system_busy
siliconflow/rpm-limit-string            retry-few rate_limited
siliconflow/unauthorized                stop unauthorized
siliconflow/unknown-model               stop model_not_found
siliconflow/bad-request                 failed invalid_request
modelscope/daily-limit                  stop daily_limit
together/context-exceeded               failed context_length_exceeded
openrouter/error-in-200                 retry server_error
openrouter/error-in-200-429             rate-limit rate_limited
openrouter/bad-request                  failed invalid_request
openrouter/unknown-model                stop model_not_found
openrouter/unauthorized                 stop unauthorized
openrouter/insufficient-credits         stop payment_required
openrouter/moderated                    refused moderation
openrouter/timeout                      retry request_timeout
openrouter/rate-limit                   rate-limit rate_limited after 1000
openrouter/bad-gateway                  retry server_error
openrouter/no-provider                  retry server_error
huggingface/unauthorized                stop unauthorized
huggingface/unknown-model               stop model_not_found
spark/unauthorized                      stop unauthorized
spark/unauthorized-gateway              stop unauthorized
spark/10003                             failed spark_10003
spark/10004                             failed spark_10004
spark/10005                             stop spark_10005
spark/10006                             concurrency-limit spark_10006
spark/10007                             concurrency-limit spark_10007
spark/10008                             retry spark_10008
spark/10009                             retry-few spark_10009
spark/10010                             retry-few spark_10010
spark/10011                             retry-few spark_10011
spark/10012                             retry-few spark_10012
spark/10013                             refused spark_10013
spark/10014                             refused spark_10014
spark/10015                             stop spark_10015
spark/10016                             stop spark_10016
spark/10019                             refused spark_10019
spark/10021                             refused spark_10021
spark/10110                             retry spark_10110
spark/10163                             failed spark_10163
spark/10222                             retry spark_10222
spark/10223                             retry spark_10223
spark/10404                             failed spark_10404
spark/10907                             failed spark_10907
spark/10910                             failed spark_10910
spark/11200                             stop spark_11200
spark/11201                             stop spark_11201
spark/11202                             rate-limit spark_11202
spark/11203                             concurrency-limit spark_11203
spark/11210                             rate-limit spark_11210
spark/11221                             failed spark_11221
spark/200-10003                         failed spark_10003
spark/200-10004                         failed spark_10004
spark/200-10005                         stop spark_10005
spark/200-10006                         concurrency-limit spark_10006
spark/200-10007                         concurrency-limit spark_10007
spark/200-10008                         retry spark_10008
spark/200-10009                         retry-few spark_10009
spark/200-10010                         retry-few spark_10010
spark/200-10011                         retry-few spark_10011
spark/200-10012                         retry-few spark_10012
spark/200-10013                         refused spark_10013
spark/200-10014                         refused spark_10014
spark/200-10015                         stop spark_10015
spark/200-10016                         stop spark_10016
spark/200-10019                         refused spark_10019
spark/200-10021                         refused spark_10021
spark/200-10110                         retry spark_10110
spark/200-10163                         failed spark_10163
spark/200-10222                         retry spark_10222
spark/200-10223                         retry spark_10223
spark/200-10404                         failed spark_10404
spark/200-10907                         failed spark_10907
spark/200-10910                         failed spark_10910
spark/200-11200                         stop spark_11200
spark/200-11201                         stop spark_11201
spark/200-11202                         rate-limit spark_11202
spark/200-11203                         concurrency-limit spark_11203
spark/200-11210                         rate-limit spark_11210
spark/200-11221                         failed spark_11221
spark/200-error-10012                   retry-few spark_10012
spark/reasoning-content                 completed
anthropic/invalid-request               failed invalid_request
anthropic/invalid-request-compat        failed invalid_request
anthropic/unauthorized                  stop unauthorized
anthropic/unauthorized-compat           stop unauthorized
anthropic/billing                       stop insufficient_quota
anthropic/billing-compat                stop insufficient_quota
anthropic/forbidden                     stop forbidden
anthropic/forbidden-compat              stop forbidden
anthropic/unknown-model                 stop model_not_found
anthropic/unknown-model-compat          stop model_not_found
anthropic/conflict                      retry conflict
anthropic/conflict-compat               retry conflict
anthropic/too-large                     failed request_too_large
anthropic/too-large-compat              failed request_too_large
anthropic/rate-limit                    rate-limit rate_limited after 1000
anthropic/rate-limit-compat             rate-limit rate_limited after 1000
anthropic/api-error                     retry server_error
anthropic/api-error-compat              retry server_error
anthropic/timeout                       retry gateway_timeout
anthropic/timeout-compat                retry gateway_timeout
anthropic/overloaded                    rate-limit overloaded
anthropic/overloaded-compat             rate-limit overloaded
anthropic/temperature-deprecated        stop unsupported_parameter
anthropic/temperature-deprecated-compat stop unsupported_parameter
anthropic/top-p-deprecated              stop unsupported_parameter
anthropic/top-p-deprecated-compat       stop unsupported_parameter
anthropic/max-tokens                    failed invalid_request
anthropic/max-tokens-compat             failed invalid_request
anthropic/context-exceeded              failed context_length_exceeded
anthropic/context-exceeded-compat       failed context_length_exceeded
anthropic/usage-limits                  stop usage_limit_reached
anthropic/usage-limits-compat           stop usage_limit_reached
anthropic/spend-limit                   stop enforced_spend_limit_reached
anthropic/spend-limit-compat            stop enforced_spend_limit_reached
any/error-in-200                        retry server_error
any/no-choices                          retry-few empty_choices
any/content-filter                      refused content_filter
any/usage-missing                       completed
any/usage-null                          completed
any/usage-inconsistent                  completed
any/finish-reason-missing               completed
any/finish-reason-parse-error           completed
any/finish-reason-error                 completed
any/finish-reason-abort                 completed
any/finish-reason-eos-token             completed
any/reasoning-content                   completed
any/reasoning                           completed
any/think-tags                          completed
any/body-cut                            retry connection_reset
any/body-half                           retry truncated_json
any/bad-gateway-html                    retry server_error
any/gateway-timeout-html                retry gateway_timeout
any/login-page                          failed html_instead_of_json
any/empty-body                          retry-few empty_body
any/null-body                           retry-few not_a_completion
any/plain-text                          retry-few not_json
any/no-content-type                     retry-few not_json
any/rate-limit-empty                    rate-limit rate_limited
any/retry-after-2                       rate-limit rate_limited after 2000
any/retry-after-0                       rate-limit rate_limited after 0
any/retry-after-half                    rate-limit rate_limited after 500
any/retry-after-120                     rate-limit rate_limited after 120000
any/retry-after-negative                rate-limit rate_limited
any/retry-after-garbage                 rate-limit rate_limited
any/retry-after-date                    rate-limit rate_limited after 2000
any/retry-after-ms                      rate-limit rate_limited after 750
any/insufficient-quota                  stop insufficient_quota
any/model-overloaded                    rate-limit overloaded
any/rpm-limit-string                    retry-few rate_limited
any/too-busy                            retry server_error
any/loading                             loading model_loading
any/server-busy                         retry server_error
any/context-exceeded                    failed context_length_exceeded
any/too-large                           failed request_too_large
any/unprocessable                       failed invalid_request
any/payment-required                    stop payment_required
any/unauthorized                        stop unauthorized
any/server-error                        retry server_error
any/should-not-retry                    failed retry_refused
any/conflict                            retry conflict
any/request-timeout                     retry request_timeout
any/gzip                                completed
any/gzip-mislabelled                    retry-few bad_content_encoding
any/gzip-unlabelled                     retry-few invalid_utf8
any/byte-order-mark                     completed
any/invalid-utf8                        retry-few invalid_utf8
any/redirect                            stop redirected
any/other-model                         completed
`;

const PROFILES: Readonly<Record<string, ProviderName>> = {
  openai: "openai",
  vllm: "vllm",
  ollama: "ollama",
  llamacpp: "llamacpp",
  dashscope: "dashscope",
  siliconflow: "siliconflow",
  openrouter: "openrouter",
  spark: "spark",
  anthropic: "anthropic",
};

const rows = EXPECTED.trim()
  .split("\n")
  .map((line): [name: string, verdict: string] => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space).trim()];
  });

/** Wall-clock time stands still two seconds before the date of the fixtures. */
const clock = {
  now: () => Date.UTC(2026, 10, 22, 12, 0, 0),
  monotonic: () => performance.now(),
  sleep: (_delayMs: number, signal?: AbortSignal) =>
    new Promise<void>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("closed")), { once: true });
    }),
};

let server: ReplayServer;
beforeAll(async () => {
  server = await ReplayServer.start();
});
afterAll(() => server.close());

test.each(rows)("%s means: %s", async (name, expected) => {
  server.play(sceneOf(name));
  const provider = PROFILES[name.split("/")[0] ?? ""] ?? "generic";
  const attempt = await ask(testProvider(server.origin, { provider, clock }));
  expect(verdictLine(attempt)).toBe(expected);
});

test("every answer of the fault catalogue has an expectation", () => {
  const named = new Set(rows.map(([name]) => name));
  const missing = faultsWithFiles().filter((name) => !named.has(name));
  expect(missing).toEqual([]);
});

/** A body without a length, or shorter than it says, only ends with the connection. */
function sceneOf(name: string): Scene {
  const bytes = fixture(`${name}.http`);
  return { kind: name === "any/body-cut" || name === "any/body-half" ? "close" : "send", bytes };
}

/** Faults of the index that answer a chat completion with a file of their own. */
function faultsWithFiles(): string[] {
  const index: unknown = JSON.parse(
    readFileSync(new URL("../../src/simulator/fixtures/index.json", import.meta.url), "utf8"),
  );
  if (typeof index !== "object" || index === null || !("faults" in index) || !Array.isArray(index.faults)) return [];
  return index.faults
    .map((fault: unknown) => fault)
    .filter((fault) => typeof fault === "object" && fault !== null && "name" in fault && "file" in fault)
    .map((fault) => String(fault.name))
    .filter((name) => !name.includes("/models-"));
}
