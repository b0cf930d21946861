import { z } from "zod";
import { configSchema } from "../src/config/schema.ts";
import { scorerSchema } from "../src/config/scorer-schema.ts";

/** What the table needs of a JSON Schema node; the rest is passed over. */
const nodeSchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

type Node = z.infer<typeof nodeSchema>;

/** The JSON Schema of `runner.config.json`; draft 7, which editors support best. */
export function configJsonSchema(): unknown {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: "input", target: "draft-07" });
  return { $schema, title: "promptgrid: runner.config.json", ...schema };
}

/** Every field of the config as a Markdown table. */
export function optionsTable(): string {
  // Judges are models, and their fields need no second table.
  const rows = rowsOf(nodeSchema.parse(configJsonSchema()), "").filter((row) => !row.startsWith("| `judges[]."));
  return ["| Field | Type | Default | Meaning |", "|---|---|---|---|", ...rows].join("\n");
}

/** Fields that every scorer has. */
const COMMON_FIELDS = ["name", "type", "repeats"];

/** Every type of scorer under its heading, with the fields that are its own. */
export function scorersTables(): string {
  return scorerSchema.options
    .map((option) => {
      const node = nodeSchema.parse(z.toJSONSchema(option, { io: "input", target: "draft-07" }));
      const { type, ...fields } = node.properties ?? {};
      const { const: name, description = "" } = nodeSchema.parse(type);
      const own = Object.fromEntries(Object.entries(fields).filter(([key]) => !COMMON_FIELDS.includes(key)));
      const rows = rowsOf({ ...node, properties: own }, "");
      const table = rows.length === 0 ? [] : ["", "| Field | Type | Default | Meaning |", "|---|---|---|---|", ...rows];
      return [`### ${String(name)}`, "", description, ...table].join("\n");
    })
    .join("\n\n");
}

function rowsOf(node: Node, path: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const field = nodeSchema.parse(value);
    const fieldPath = path === "" ? key : `${path}.${key}`;
    const cells = [`\`${fieldPath}\``, describeType(field), describeDefault(field, node, key), field.description ?? ""];
    const row = `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    const options = field.anyOf?.map((option) => nodeSchema.parse(option)) ?? [];
    const items = field.items === undefined ? null : nodeSchema.parse(field.items);
    return [
      row,
      ...[field, ...options].flatMap((part) => rowsOf(part, fieldPath)),
      ...(items === null ? [] : rowsOf(items, `${fieldPath}[]`)),
    ];
  });
}

function describeType(field: Node): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((word) => `\`${word}\``).join(", ");
  if (field.anyOf !== undefined) return field.anyOf.map((option) => describeType(nodeSchema.parse(option))).join(", ");
  if (Array.isArray(field.type)) return field.type.map((type) => describeType({ type })).join(", ");
  if (field.type === "array") {
    const items = describeType(nodeSchema.parse(field.items ?? {}));
    if (items === "text") return "list of texts";
    return items === "object" || items === "any" ? "list of objects" : `list of ${items.replaceAll(", ", " or ")}`;
  }
  return (
    { string: "text", integer: "whole number", number: "number", boolean: "true or false" }[field.type ?? ""] ??
    field.type ??
    "any"
  );
}

function describeDefault(field: Node, parent: Node, key: string): string {
  if (parent.required?.includes(key) === true) return "required";
  if (field.default === undefined || (isObject(field) && key !== "template")) return "";
  return `\`${JSON.stringify(field.default)}\``;
}

function isObject({ properties, anyOf }: Node): boolean {
  return properties !== undefined || (anyOf ?? []).some((option) => isObject(nodeSchema.parse(option)));
}
