import type { Problem } from "../core/errors.ts";

/** Column names of a file without a header: `column1`, `column2` …. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column${index + 1}`);
}

/** Column names as the header says, exactly; an empty or blank one is called by its position, e.g. `column3`. */
export function nameColumns(
  header: readonly string[],
  where: string,
): { readonly columns: readonly string[]; readonly problems: readonly Problem[] } {
  const columns = header.map((name, index) => (name.trim() === "" ? `column${index + 1}` : name));
  const positions = new Map<string, number[]>();
  for (const [index, name] of columns.entries()) positions.set(name, [...(positions.get(name) ?? []), index + 1]);
  const problems = [...positions]
    .filter(([, places]) => places.length > 1)
    .map(([name, places]) => ({
      where,
      what: `the column name ${JSON.stringify(name)} occurs ${places.length} times`,
      found: `columns ${places.join(" and ")}`,
      expected: "names that are all different",
      fix: "Rename one of them in the header",
    }));
  return { columns, problems };
}
