import { describeValue, type Fault, type Path } from "../fault.ts";
import { fieldsOf, modelEntriesOf, type Rule } from "./rule.ts";

/** Parameters that promptgrid sets itself, or that would change what one task is. */
const REFUSED: Readonly<Record<string, { readonly what: string; readonly allowed?: unknown; readonly fix: string }>> = {
  stream: {
    what: "is set by promptgrid",
    allowed: false,
    fix: "Write it as the model's own field, models[].stream",
  },
  n: {
    what: "several choices in one answer are not supported",
    allowed: 1,
    fix: "Leave n out and set repeats: each repeat is a task of its own, with its own usage",
  },
  model: { what: "is set by promptgrid", fix: "Write it as the model's own field, models[].model" },
  messages: { what: "is made by promptgrid", fix: "Write a template, or name a column in columns.messages" },
};

/** Request parameters are JSON, and none of them is promptgrid's own. */
export const paramsRule: Rule = ({ expanded }) => {
  const models = modelEntriesOf(expanded).map(({ path, fields }) => ({ path, params: fields["params"] }));
  return [{ path: [], params: fieldsOf(expanded)["params"] }, ...models].flatMap(({ path, params }) =>
    Object.entries(fieldsOf(params)).flatMap(([name, value]) => faultsOf(name, value, [...path, "params", name])),
  );
};

function faultsOf(name: string, value: unknown, path: Path): Fault[] {
  const refused = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
  if (refused !== undefined && value !== null && value !== refused.allowed) {
    return [{ path, what: refused.what, found: describeValue(value), fix: refused.fix }];
  }
  return jsonFaults(value, path);
}

/** Configs from code may hold what JSON cannot. */
function jsonFaults(value: unknown, path: Path): Fault[] {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return [];
  if (typeof value !== "object") {
    return [{ path, what: "is no JSON value", found: typeof value === "number" ? String(value) : typeof value }];
  }
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, child]) => jsonFaults(child, [...path, key]));
}
