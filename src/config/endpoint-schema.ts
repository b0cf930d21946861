import { z } from "zod";
import { parseDayWindow } from "../core/day-window.ts";

const text = () => z.string().min(1);

const WINDOW = 'a time of day such as "22:00-06:30", or "22:00-06:30 Asia/Shanghai" with its time zone';

export const limitsSchema = z.strictObject({
  concurrency: z
    .int()
    .min(1)
    .optional()
    .describe("Requests in flight at once, at most; it starts there. Without it, learnt: 8 at first, at most 256."),
  requestsPerMinute: z.number().positive().optional().describe("Requests sent per minute, at most."),
  tokensPerMinute: z
    .number()
    .positive()
    .optional()
    .describe("Tokens per minute, prompt and completion together: estimated before sending, settled with the usage."),
  requestsPerDay: z
    .int()
    .min(1)
    .optional()
    .describe("Requests sent in any 24 hours, at most; those of earlier runs in the same results folder count."),
  between: z
    .string()
    .refine((value) => parseDayWindow(value) !== null, WINDOW)
    .optional()
    .describe(
      "Time of day in which requests may be sent, e.g. `22:00-06:30`, by the machine's clock or that of a time zone: `22:00-06:30 Asia/Shanghai`.",
    ),
  group: text()
    .optional()
    .describe("Name of an account of its own, where the endpoint limits models with one key separately."),
});

export const endpointFields = {
  baseUrl: text().describe(
    "Base URL of the OpenAI-compatible API; `/chat/completions` and `/models` are added to it. No key, user name or query in it.",
  ),
  apiKeyEnv: text()
    .optional()
    .describe(
      "Name of the environment variable that holds the key. Without it no key is sent. There is no field for a key itself.",
    ),
} as const;

export const endpointSchema = z.strictObject({
  ...endpointFields,
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe("Extra HTTP headers of this endpoint; they override the model's key by key."),
  limits: limitsSchema
    .prefault({})
    .describe("What this endpoint's account may carry; overrides the model's `limits` field by field."),
});
