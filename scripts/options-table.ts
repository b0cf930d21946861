import { z } from "zod";
import { configSchema } from "../src/config/schema.ts";

/** What the table needs of a JSON Schema node; the rest is passed over. */
const nodeSchema = z.object({
  type: z.string().optional(),
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
  const rows = rowsOf(nodeSchema.parse(configJsonSchema()), "");
  return ["| Field | Type | Default | Meaning |", "|---|---|---|---|", ...rows].join("\n");
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
  if (field.type === "array") {
    const items = describeType(nodeSchema.parse(field.items ?? {}));
    return items === "text" ? "list of texts" : "list of objects";
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
