import { z } from "zod";
import { authoritiesSchema, proxySchema } from "./route-schema.ts";
import type { BreakerPolicy } from "../core/config.ts";
import { endpointFields, endpointSchema, limitsSchema } from "./endpoint-schema.ts";

/** Every kind of endpoint that `provider` may name. */
export const PROVIDER_NAMES = [
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
] as const;

/** A day; a longer time-out is a slip of the unit. */
const LONGEST_TIMEOUT_MS = 86_400_000;

const text = () => z.string().min(1);
const milliseconds = () => z.int().min(1).max(LONGEST_TIMEOUT_MS);

export const paramsSchema = z.record(z.string(), z.unknown());

export const priceSchema = z.strictObject({
  input: z.number().min(0).describe("Price of a million prompt tokens."),
  output: z.number().min(0).describe("Price of a million completion tokens."),
  cachedInput: z
    .number()
    .min(0)
    .optional()
    .describe(
      "Price of a million prompt tokens read from the provider's cache. Without it they cost as much as `input`.",
    ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "an ISO 4217 code such as USD")
    .default("USD")
    .describe("ISO 4217 code of the currency."),
});

export const retrySchema = z.strictObject({
  maximumAttempts: z
    .int()
    .min(1)
    .default(5)
    .describe("Attempts per task, the first included. Attempts answered with a rate limit do not count."),
  initialIntervalMs: z.int().min(0).default(500).describe("Longest wait before the second attempt, in milliseconds."),
  backoffCoefficient: z.number().min(1).default(2).describe("By how much each wait may be longer than the one before."),
  maximumIntervalMs: z
    .int()
    .min(0)
    .default(30_000)
    .describe(
      "Longest wait that promptgrid chooses itself, in milliseconds. Waits are drawn evenly from 0 to the limit.",
    ),
  maximumWaitMs: z
    .int()
    .min(0)
    .default(900_000)
    .describe(
      "Longest wait that the endpoint may ask for (Retry-After), in milliseconds. Beyond it the model's lane stops, and the run can be resumed later.",
    ),
});

/** Twenty failures of one kind in a row are no accident, and neither is every other task. */
export const DEFAULT_BREAKER: BreakerPolicy = { consecutive: 20, share: 0.5, window: 100 };

/** Looks at no more of the past than this: what lies further back says little about the endpoint as it is now. */
const LARGEST_WINDOW = 100_000;

export const breakerSchema = z.union(
  [
    z.literal(false),
    z.strictObject({
      consecutive: z
        .int()
        .min(1)
        .optional()
        .describe("Failures in a row with one error code that stop the lane. Without it: 20."),
      share: z
        .number()
        .positive()
        .max(1)
        .optional()
        .describe("Share of the last `window` outcomes that stops the lane when it failed. Without it: 0.5."),
      window: z
        .int()
        .min(1)
        .max(LARGEST_WINDOW)
        .optional()
        .describe("Outcomes that `share` looks at. Without it: 100."),
    }),
  ],
  { error: "false or an object" },
);

export const modelSchema = z.strictObject({
  name: text().describe("Name of the column in the tables and on the command line. Unique; no commas."),
  model: text().describe("The provider's own model id, e.g. `qwen2.5-7b-instruct`."),
  baseUrl: endpointFields.baseUrl.optional(),
  apiKeyEnv: endpointFields.apiKeyEnv,
  endpoints: z
    .array(endpointSchema)
    .min(1)
    .optional()
    .describe(
      "Several endpoints or keys that serve the same model, instead of `baseUrl` and `apiKeyEnv`. Each has limits of its own; each task goes to the least loaded.",
    ),
  provider: z
    .enum(PROVIDER_NAMES)
    .optional()
    .describe(
      "Kind of endpoint: its error codes, headers and quirks. Without it, inferred from the host; else `generic`.",
    ),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      "Extra HTTP headers. A header that carries a credential must take it from the environment: `Bearer ${NAME}`.",
    ),
  params: paramsSchema
    .default({})
    .describe(
      "Request parameters of this model; they override the common `params` key by key, and `null` removes one.",
    ),
  stream: z
    .boolean()
    .default(false)
    .describe(
      "Ask for the answers as streams. Texts and usage are the same; the time to the first token is measured beside them.",
    ),
  proxy: proxySchema
    .optional()
    .describe("Proxy of this model, in place of the common `proxy` and the environment's; `false` is none."),
  ca: authoritiesSchema.optional().describe("Certificate authorities of this model, in place of the common `ca`."),
  limits: limitsSchema.prefault({}).describe("What the account may carry; with several `endpoints`, each of them."),
  price: priceSchema.optional().describe("Price per million tokens. Without it the cost is unknown, never 0."),
  timeoutMs: milliseconds().default(600_000).describe("Longest time for one attempt, in milliseconds."),
  stallTimeoutMs: milliseconds()
    .default(120_000)
    .describe("Longest time without a byte from the endpoint, in milliseconds."),
  retry: retrySchema.prefault({}).describe("What to do about transient failures."),
  breaker: breakerSchema
    .optional()
    .describe("The common `breaker` for this model, overridden field by field; `false` never stops its lane."),
});
