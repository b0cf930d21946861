import { z } from "zod";

const text = () => z.string().min(1);

/** Becomes part of a column heading, `score.<name>`, and is written between commas on the command line. */
const name = () =>
  text()
    .max(64)
    .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u, "letters, digits, _ and -, starting with a letter or digit")
    .describe("Name of the score: its column in the tables is `score.<name>`. Unique; letters, digits, `_` and `-`.");

const repeats = () =>
  z
    .union(
      [
        z.enum(["mean", "majority"]),
        z.strictObject({ passAt: z.int().min(1).describe("How many of the repeats are drawn.") }),
      ],
      {
        error: '"mean", "majority" or { "passAt": k }',
      },
    )
    .default("mean")
    .describe(
      'How the repeats of a prompt count: their mean, the value that most of them have (`majority`), or the chance that one of k passes (`{ "passAt": k }`).',
    );

const normalize = (steps: readonly ("trim" | "case" | "width" | "punctuation")[]) =>
  z
    .array(z.enum(["trim", "case", "width", "punctuation"]))
    .default([...steps])
    .describe(
      "Differences that do not count: space at the ends (`trim`), capitals (`case`), full-width against half-width forms (`width`), punctuation (`punctuation`).",
    );

const column = () => text().optional().describe("Column of the prompt set that holds the expected value.");
const expectedValue = z.union([z.string(), z.number()]);
const source = {
  column: column(),
  expected: z
    .union([expectedValue, z.array(expectedValue).min(1)], { error: "text, a number, or a list of them" })
    .optional()
    .describe("The expected value itself, instead of `column`; any one of a list counts."),
  separator: text().optional().describe("Splits a cell of `column` into several accepted values, e.g. `|`."),
};
const tokens = () =>
  z
    .enum(["auto", "words", "characters"])
    .default("auto")
    .describe("What counts as a token. `auto`: characters where the expected text holds Chinese, Japanese or Thai.");
const threshold = () => z.number().min(0).max(1).optional().describe("Makes the score 1 from here on, else 0.");
const bounds = {
  min: z
    .number()
    .optional()
    .describe("With a bound the score is 1 within it, else 0. Without, it is the amount itself."),
  max: z.number().optional().describe("Upper bound."),
};

const kind = <Type extends string>(type: Type, description: string) => z.literal(type).describe(description);

const common = { name: name(), repeats: repeats() };

const judging = {
  model: text().describe("Name of the model that judges: one of `judges`, or of `models`."),
  reference: text().optional().describe("Column that holds a reference answer, which the judge is shown."),
};

/** Every kind of scorer, by `type`. */
export const scorerSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: kind("exact", "1 when the completion is one of the expected texts, else 0."),
    ...common,
    ...source,
    normalize: normalize(["trim"]),
  }),
  z.strictObject({
    type: kind("contains", "1 when the completion contains one of the expected texts, or all of them."),
    ...common,
    ...source,
    mode: z.enum(["any", "all"]).default("any").describe("Whether one of several expected texts is enough."),
    normalize: normalize(["trim"]),
  }),
  z.strictObject({
    type: kind("regex", "1 when a regular expression matches somewhere in the completion."),
    ...common,
    pattern: text().optional().describe("JavaScript regular expression that must match somewhere."),
    column: text().optional().describe("Column that holds each prompt's pattern, instead of `pattern`."),
    flags: z
      .string()
      .regex(/^[imsu]*$/, "some of i, m, s and u")
      .default("u")
      .describe("Flags of the expression: `i`, `m`, `s`, `u`."),
    normalize: normalize([]),
  }),
  z.strictObject({
    type: kind("number", "1 when the number in the completion is close enough to an expected one."),
    ...common,
    ...source,
    absolute: z.number().min(0).default(0).describe("Largest difference that still counts as right."),
    relative: z.number().min(0).default(0).describe("The same as a share of the expected number: 0.01 is 1 %."),
    take: z.enum(["last", "first"]).default("last").describe("Which number of a longer text is the answer."),
  }),
  z.strictObject({
    type: kind("choice", "1 when the completion chooses the expected letter of a multiple-choice question."),
    ...common,
    ...source,
    choices: z
      .array(z.string().regex(/^[A-Z]$/, "one capital letter"))
      .min(2)
      .default(["A", "B", "C", "D"])
      .describe("Letters that may be chosen."),
  }),
  z.strictObject({
    type: kind("json", "1 when the completion is JSON, and what a JSON Schema asks for."),
    ...common,
    schema: z
      .union([text(), z.record(z.string(), z.unknown())], { error: "a JSON Schema, or the path of one" })
      .optional()
      .describe("JSON Schema that the value must fulfil, or the path of a file with one, relative to this file."),
    fence: z
      .boolean()
      .default(false)
      .describe("Whether the JSON may stand in a Markdown code fence, with text around it."),
  }),
  z.strictObject({
    type: kind("similarity", "How like the nearest expected text the completion is."),
    ...common,
    ...source,
    metric: z
      .enum(["levenshtein", "rouge-l", "bleu", "chrf"])
      .describe("Levenshtein ratio, ROUGE-L F1, sentence BLEU or chrF2, each 0 to 1."),
    tokens: tokens(),
    normalize: normalize(["trim"]),
    threshold: threshold(),
  }),
  z.strictObject({
    type: kind("f1", "Overlap of tokens with the nearest expected answer, by SQuAD's rules."),
    ...common,
    ...source,
    tokens: tokens(),
    threshold: threshold(),
  }),
  z.strictObject({
    type: kind("length", "How long the completion is."),
    ...common,
    unit: z
      .enum(["characters", "words", "tokens"])
      .default("characters")
      .describe("What is counted; `tokens` are those that the provider reported."),
    ...bounds,
  }),
  z.strictObject({ type: kind("latency", "The final attempt's HTTP time, in milliseconds."), ...common, ...bounds }),
  z.strictObject({
    type: kind("cost", "What the completion cost, in the currency of its model's price."),
    ...common,
    ...bounds,
  }),
  z.strictObject({
    type: kind("module", "What a function of your own says."),
    ...common,
    path: text().describe("JavaScript or TypeScript file, relative to this file, that exports a function by default."),
    options: z.unknown().optional().describe("Handed to the function as `context.options`."),
  }),
  z.strictObject({
    type: kind(
      "promptfoo",
      "1 when every assertion in the prompt set's `__expected` columns holds, as promptfoo's CSV files have them.",
    ),
    ...common,
    allowJavascript: z
      .boolean()
      .default(false)
      .describe("Whether `javascript:` assertions of the prompt set may run. They can do whatever you can."),
  }),
  z.strictObject({
    type: kind("judge", "A grade that a model gives, by a rubric or against a reference."),
    ...common,
    ...judging,
    rubric: text().describe("What a good answer is. `{{column}}` is replaced by that column's cell."),
    scale: z
      .strictObject({
        min: z.number().default(1).describe("The worst score."),
        max: z.number().default(5).describe("The best score."),
      })
      .prefault({})
      .describe("Ends of the scale on which the model grades. The worst counts 0, the best 1."),
    labels: z
      .record(text(), z.number().min(0).max(1))
      .optional()
      .describe('Labels instead of a scale, each with what it counts, 0 to 1: `{ "correct": 1, "wrong": 0 }`.'),
  }),
  z.strictObject({
    type: kind("pairwise", "Which of two answers a model prefers, asked in both orders."),
    ...common,
    ...judging,
    rubric: text()
      .default(
        "The better answer is the one that does what was asked more correctly, more completely and more clearly.",
      )
      .describe("What makes an answer better. `{{column}}` is replaced by that column's cell."),
    models: z
      .array(text())
      .length(2)
      .optional()
      .describe("The two models whose completions are compared. The score is the first one's."),
    templates: z.array(text()).length(2).optional().describe("Two templates to compare, instead of two models."),
  }),
]);

/** Every value of `type`. */
export const SCORER_TYPES: readonly string[] = scorerSchema.options.map(({ shape }) => shape.type.value);
