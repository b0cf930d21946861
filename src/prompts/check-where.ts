import type { Problem } from "../core/errors.ts";
import { nearMiss } from "../core/near-miss.ts";
import { listNames } from "./excerpt.ts";
import type { Where } from "./matches-where.ts";

/** A Problem for each column that `--where` names and none of the prompt sets has; `columns` holds those of each set. */
export function checkWhere(where: Where, columns: readonly (readonly string[])[]): Problem[] {
  const known = [...new Set(columns.flat())];
  const unknown = [...new Set(where.map(([column]) => column))].filter((column) => !known.includes(column));
  return unknown.map((column) => {
    const near = nearMiss(column, known);
    const problem = {
      where: "--where",
      what: "no prompt set has this column",
      found: JSON.stringify(column),
      expected: `one of ${listNames(known)}`,
    };
    return near === null ? problem : { ...problem, fix: `Did you mean ${JSON.stringify(near)}?` };
  });
}
