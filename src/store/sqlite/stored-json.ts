declare const content: unique symbol;

/** JSON text of a value, as the store wrote it; the queries that read such a column say of what. */
export type Json<Value> = string & { readonly [content]: Value };

/** The value behind stored JSON text. */
export function parseStored<Value>(text: Json<Value>): Value {
  return JSON.parse(text);
}
