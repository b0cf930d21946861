import { z } from "zod";
import type { Gate, GateRule } from "../core/gate.ts";
import { parseLimit, parseMargin } from "./parse-margin.ts";

const marginSchema = z
  .union([z.number().min(0), z.string()], { error: "a number of at least 0, or such as 3pp or 10%" })
  .refine((margin) => parseMargin(margin) !== null, {
    error: "is no margin: a number of at least 0, or such as 3pp or 10%",
  });

const limitSchema = z
  .union([z.number(), z.string()], { error: "a number, or a share such as 95%" })
  .refine((limit) => parseLimit(limit) !== null, { error: "is no limit: a number, or a share such as 95%" });

const ruleShape = z.strictObject({
  margin: marginSchema
    .optional()
    .describe(
      "How much worse than the baseline it may get: `3pp`, a number in the figure's own unit, or a share of the baseline's mean such as `10%`.",
    ),
  min: limitSchema.optional().describe("The least that the candidate may have, e.g. `95%`."),
  max: limitSchema.optional().describe("The most that the candidate may have, e.g. 2000."),
});

const ruleSchema = ruleShape.refine((rule) => Object.keys(rule).length > 0, {
  error: "demands nothing: `margin`, `min` or `max`",
});

export const gateSchema = z.strictObject({
  figures: z
    .record(z.string().min(1), ruleSchema)
    .optional()
    .describe(
      "What is demanded, by figure: `score.<name>`, `failed`, `cost`, `latency_p95_ms` …. Without it: every score, margin `3pp`.",
    ),
  strict: z.boolean().default(false).describe("Fail where the candidate is significantly worse, however little."),
  cluster: z
    .string()
    .min(1)
    .optional()
    .describe("Input column whose equal cells make prompts dependent, such as the document that questions are about."),
});

/** The written gate with its margins read; the schema has refused what cannot be. */
export function resolveGate({ figures = {}, strict, cluster }: z.output<typeof gateSchema>): Gate {
  const rules = Object.entries(figures).map(([figure, { margin, min, max }]): GateRule => ({
    figure,
    margin: margin === undefined ? null : parseMargin(margin),
    min: min === undefined ? null : parseLimit(min),
    max: max === undefined ? null : parseLimit(max),
  }));
  return { rules, strict, cluster: cluster ?? null };
}
