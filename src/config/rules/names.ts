import { describeValue, type Fault, formatPath } from "../fault.ts";
import { entriesOf, modelEntriesOf, type Rule } from "./rule.ts";

/** Models and templates have names of their own that the command line and the tables can carry. */
export const namesRule: Rule = ({ expanded, written }) => [
  ...nameFaults(modelEntriesOf(expanded), modelEntriesOf(written), "model"),
  ...nameFaults(entriesOf(expanded, "templates"), entriesOf(written, "templates"), "template"),
];

type Entries = ReturnType<typeof entriesOf>;

function nameFaults(expanded: Entries, asWritten: Entries, noun: string): Fault[] {
  const firstPaths = new Map<string, string>();
  return expanded.flatMap(({ path: entryPath, fields }, index): Fault[] => {
    const { name } = fields;
    if (typeof name !== "string" || name === "") return [];
    const path = [...entryPath, "name"];
    const found = describeValue(asWritten[index]?.fields["name"]);
    const first = firstPaths.get(name);
    if (first !== undefined) {
      const fix = `Give each ${noun} a name of its own`;
      return [{ path, what: `is the name of another ${noun} too, ${first}`, found, fix }];
    }
    firstPaths.set(name, formatPath(entryPath));
    if (/[,\p{Cc}]/u.test(name) || name !== name.trim()) {
      const expected = "no comma, no line break, no space at either end";
      return [{ path, what: "cannot be used as a name", found, expected }];
    }
    return [];
  });
}
