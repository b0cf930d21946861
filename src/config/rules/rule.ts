import type { Environment } from "../environment.ts";
import type { Fault, Path } from "../fault.ts";

/** What a rule may look at. The config's shape is not known to be right: rules pass over what has the wrong type. */
export interface RuleContext {
  /** The config with `${NAME}` replaced, as far as that is done. */
  readonly expanded: unknown;
  /** The config as written, for messages. */
  readonly written: unknown;
  readonly environment: Environment;
  /** Whether this model, as written in `models` or `judges`, will be asked, so that its secrets have to be there. */
  readonly needsSecrets: (model: Readonly<Record<string, unknown>>) => boolean;
}

/** What the shape of a config cannot say. */
export type Rule = (context: RuleContext) => Fault[];

/** A value's fields; none when it is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

/** The entries of a list field that are objects, each with its path; none when the field is no list. */
export function entriesOf(
  config: unknown,
  field: string,
): { readonly path: Path; readonly fields: Readonly<Record<string, unknown>> }[] {
  const list = fieldsOf(config)[field];
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown, index) => ({ path: [field, index], fields: fieldsOf(entry) }));
}

/** The models and the judges of a config, in this order. */
export function modelEntriesOf(config: unknown): ReturnType<typeof entriesOf> {
  return [...entriesOf(config, "models"), ...entriesOf(config, "judges")];
}

/** Whatever may name an endpoint, with its model's fields: each model itself, and the entries of its `endpoints`. */
export function endpointEntriesOf(config: unknown): {
  readonly path: Path;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly model: Readonly<Record<string, unknown>>;
}[] {
  return modelEntriesOf(config).flatMap(({ path, fields: model }) => [
    { path, fields: model, model },
    ...entriesOf(model, "endpoints").map((entry) => ({ ...entry, path: [...path, ...entry.path], model })),
  ]);
}
