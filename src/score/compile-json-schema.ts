import type { SchemaCheck } from "./json.ts";

/** A schema ready to check values, or why it cannot be used. */
export type CompiledSchema =
  | { readonly kind: "compiled"; readonly check: SchemaCheck }
  | { readonly kind: "refused"; readonly message: string };

/** Compiles a JSON Schema: draft 2020-12 or 2019-09 where `$schema` says so, else draft-07. `format` is not checked. */
export async function compileJsonSchema(schema: Readonly<Record<string, unknown>>): Promise<CompiledSchema> {
  const ajv = await createAjv(typeof schema["$schema"] === "string" ? schema["$schema"] : "");
  try {
    const validate = ajv.compile(schema);
    return {
      kind: "compiled",
      check: (value) => (validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: "value" })),
    };
  } catch (error) {
    return { kind: "refused", message: error instanceof Error ? error.message : String(error) };
  }
}

/** Loaded only when a schema is there: it takes longer than the rest of a small config together. */
async function createAjv(dialect: string) {
  const options = { strict: false, validateFormats: false, allErrors: false, logger: false } as const;
  if (dialect.includes("2020-12")) return new (await import("ajv/dist/2020.js")).Ajv2020(options);
  if (dialect.includes("2019-09")) return new (await import("ajv/dist/2019.js")).Ajv2019(options);
  return new (await import("ajv")).Ajv(options);
}
