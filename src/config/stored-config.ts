import { z } from "zod";
import type { Config } from "../core/config.ts";
import { ProblemsError } from "../core/errors.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { notifySchema } from "./notify-schema.ts";
import { DEFAULT_BREAKER, PROVIDER_NAMES } from "./model-schema.ts";
import { scorerSchema } from "./scorer-schema.ts";

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.unknown()), z.null()]),
});

const templateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("messages"), name: z.string(), messages: z.array(messageSchema) }),
  z.object({ kind: z.literal("column"), name: z.string(), column: z.string() }),
]);

/** What has a default was not known to the versions before. */
const limitsSchema = z.object({
  concurrency: z.number().nullable(),
  requestsPerMinute: z.number().nullable(),
  tokensPerMinute: z.number().nullable(),
  requestsPerDay: z.number().nullable().default(null),
  between: z.object({ from: z.string(), to: z.string(), zone: z.string().nullable() }).nullable().default(null),
  group: z.string().nullable().default(null),
});

const endpointFields = {
  baseUrl: z.string(),
  apiKeyEnv: z.string().nullable(),
  provider: z.enum(PROVIDER_NAMES),
  headers: z.record(z.string(), z.string()),
  limits: limitsSchema,
};

const modelSchema = z.object({
  name: z.string(),
  model: z.string(),
  ...endpointFields,
  otherEndpoints: z.array(z.object(endpointFields)).default([]),
  params: z.record(z.string(), z.unknown()),
  stream: z.boolean().default(false),
  proxy: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("environment") }),
      z.object({ kind: z.literal("none") }),
      z.object({ kind: z.literal("written"), url: z.string() }),
    ])
    .default({ kind: "environment" }),
  ca: z.array(z.string()).default([]),
  price: z
    .object({ input: z.number(), output: z.number(), cachedInput: z.number().nullable(), currency: z.string() })
    .nullable(),
  timeoutMs: z.number(),
  stallTimeoutMs: z.number(),
  retry: z.object({
    maximumAttempts: z.number(),
    initialIntervalMs: z.number(),
    backoffCoefficient: z.number(),
    maximumIntervalMs: z.number(),
    maximumWaitMs: z.number(),
  }),
  breaker: z
    .object({ consecutive: z.number(), share: z.number(), window: z.number() })
    .nullable()
    .default(DEFAULT_BREAKER),
});

const gateSchema = z.object({
  rules: z.array(
    z.object({
      figure: z.string(),
      margin: z.object({ kind: z.enum(["own unit", "relative"]), amount: z.number() }).nullable(),
      min: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
  strict: z.boolean(),
  cluster: z.string().nullable(),
});

const storedConfigSchema: z.ZodType<Config> = z.object({
  directory: z.string(),
  file: z.string().nullable(),
  prompts: z.array(z.string()),
  columns: z.object({ id: z.string(), messages: z.string().nullable() }),
  results: z.string(),
  repeats: z.number(),
  templates: z.array(templateSchema),
  models: z.array(modelSchema),
  // Runs of versions without scorers have none.
  scorers: z.array(scorerSchema).default([]),
  judges: z.array(modelSchema).default([]),
  gate: gateSchema.nullable().default(null),
  notify: z.array(notifySchema).default([]),
  store: z.object({ raw: z.enum(["keep", "errors", "none"]) }),
  tables: z.object({ bom: z.boolean(), escapeFormulas: z.boolean() }),
});

/** The config as JSON for the store and run.json. It holds no secret: keys by name, headers and proxies as `${NAME}`. */
export function configForStorage(config: Config): string {
  return JSON.stringify(config);
}

/** Inverse of `configForStorage`; throws a ProblemsError when another version of promptgrid wrote something else. */
export function configFromStorage(text: string): Config {
  const parsed = storedConfigSchema.safeParse(parseJson(text));
  if (parsed.success) return deepFreeze(parsed.data);
  const places = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new ProblemsError([
    {
      where: "stored config",
      what: "cannot be read by this version of promptgrid",
      ...(places === "" ? {} : { found: `other fields at ${places}` }),
      fix: "Use the version that started the run; run.json names it",
    },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
