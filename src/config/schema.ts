import { z } from "zod";
import { gateSchema } from "./gate-schema.ts";
import { notifySchema } from "./notify-schema.ts";
import { breakerSchema, modelSchema, paramsSchema } from "./model-schema.ts";
import { authoritiesSchema, proxySchema } from "./route-schema.ts";
import { scorerSchema } from "./scorer-schema.ts";

const text = () => z.string().min(1);

/** Looks like `ChatMessage`; further fields of the protocol go along untouched. */
const messageSchema = z.looseObject({
  role: text().describe("`system`, `user`, `assistant`, `developer` or `tool`."),
  content: z
    .union([z.string(), z.array(z.looseObject({})), z.null()], { error: "text, a list of content parts or null" })
    .describe("Text, the protocol's content parts, or null. `{{column}}` in a text is replaced by that column's cell."),
});

export const templateSchema = z.strictObject({
  system: text().optional().describe("System message. `{{column}}` is replaced by that column's cell."),
  user: text().optional().describe("User message. `{{column}}` is replaced by that column's cell."),
  messages: z
    .array(messageSchema)
    .min(1)
    .optional()
    .describe("A whole conversation, instead of `system` and `user`. Each message has `role` and `content`."),
});

export const namedTemplateSchema = z.strictObject({
  name: text().describe("Name of the template in the tables. Unique."),
  ...templateSchema.shape,
});

export const columnsSchema = z.strictObject({
  id: text()
    .default("id")
    .describe("Column that holds the prompt's id. Where a file has no such column, the id is file and row."),
  messages: text()
    .optional()
    .describe("Column that holds a whole conversation as a JSON list of messages. It takes the place of a template."),
});

export const storeSchema = z.strictObject({
  raw: z
    .enum(["keep", "errors", "none"])
    .default("keep")
    .describe("Which response bodies are kept as received: all (`keep`), those of failed tasks (`errors`), or `none`."),
});

export const tablesSchema = z.strictObject({
  bom: z.boolean().default(false).describe("Start each CSV file with a byte order mark, for spreadsheets."),
  escapeFormulas: z
    .boolean()
    .default(false)
    .describe("Put `'` before cells that a spreadsheet would run as a formula."),
});

/** For editors; promptgrid itself says it in words (rules/endpoints.ts). */
const ONE_WAY_TO_IT = { oneOf: [{ required: ["baseUrl"] }, { required: ["endpoints"] }] };

/**
 * The shape of `runner.config.json`. What it says of a field becomes the JSON Schema and docs/config.md; what a shape
 * cannot say is in rules/.
 */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the JSON Schema of this file."),
  prompts: z
    .array(text())
    .min(1)
    .default(["prompts/*.csv"])
    .describe("Prompt sets: files or globs (CSV, TSV, JSONL), relative to this file. `-` is standard input."),
  columns: columnsSchema.prefault({}).describe("Columns of the prompt sets that have a meaning of their own."),
  results: text().default("results").describe("Folder for the database and the tables, relative to this file."),
  repeats: z.int().min(1).default(1).describe("How often each prompt goes to each model."),
  template: templateSchema
    .optional()
    .meta({ description: "How messages are made of a prompt's columns.", default: { user: "{{prompt}}" } }),
  templates: z
    .array(namedTemplateSchema)
    .min(1)
    .optional()
    .describe("Several named templates, instead of `template`: every prompt goes to every model under each of them."),
  params: paramsSchema
    .default({})
    .describe(
      "Request parameters of all models, sent to the API as they are, e.g. `temperature`, `max_tokens`. Only what is written is sent.",
    ),
  breaker: breakerSchema
    .prefault({})
    .describe("When the lane of a model that only fails is stopped; its other tasks stay unsettled. `false`: never."),
  proxy: proxySchema
    .optional()
    .describe(
      "HTTP proxy of all models, e.g. `http://proxy.example.com:3128`; `false` is none. A password in it comes from the environment: `${NAME}`. Without it, HTTPS_PROXY, HTTP_PROXY and NO_PROXY count.",
    ),
  ca: authoritiesSchema
    .optional()
    .describe(
      "PEM files, relative to this file, of certificate authorities to trust beside the known ones: a company's proxy, a server of your own.",
    ),
  models: z.array(modelSchema.meta(ONE_WAY_TO_IT)).min(1).describe("The columns of the grid."),
  judges: z
    .array(modelSchema.meta(ONE_WAY_TO_IT))
    .default([])
    .describe("Models that only judge, for the scorers `judge` and `pairwise`. Their fields are those of `models`."),
  scorers: z
    .array(scorerSchema)
    .default([])
    .describe("What is measured of every completion; docs/scores.md lists the types and their fields."),
  gate: gateSchema.optional().describe("What `--gate` demands of a comparison with a baseline."),
  notify: z
    .array(notifySchema)
    .default([])
    .describe("Who is told how a run or a gate ended; a simulated run tells nobody."),
  store: storeSchema.prefault({}).describe("What the database keeps."),
  tables: tablesSchema.prefault({}).describe("How the CSV tables are written."),
});

/** What a user writes in `runner.config.json`. What becomes of it is `Config` (core/config.ts). */
export type WrittenConfig = z.input<typeof configSchema>;

/** The written config, expanded and with its defaults. */
export type CompleteConfig = z.output<typeof configSchema>;
