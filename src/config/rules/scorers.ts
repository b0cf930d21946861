import { regexFault } from "../../core/regex-fault.ts";
import { describeValue, type Fault, formatPath, type Path } from "../fault.ts";
import { entriesOf, fieldsOf, type Rule } from "./rule.ts";

/** Types that compare with an expected value, and types that may. */
const COMPARING = new Set(["exact", "contains", "number", "choice", "similarity", "f1"]);

type Fields = Readonly<Record<string, unknown>>;

/** Scorers have names of their own, one source of what they expect, and patterns that are some. */
export const scorersRule: Rule = ({ expanded }) => {
  const entries = entriesOf(expanded, "scorers");
  return entries.flatMap(({ path, fields }, index) => {
    const first = entries.findIndex((entry) => isName(fields["name"]) && entry.fields["name"] === fields["name"]);
    return [
      ...(first === -1 || first === index ? [] : [sameName(path, fields, entries[first]?.path ?? [])]),
      ...sourceFaults(path, fields),
      ...patternFaults(path, fields),
      ...boundFaults(path, fields),
      ...repeatFaults(path, fields, fieldsOf(expanded)["repeats"] ?? 1),
    ];
  });
};

/** Of fewer repeats none can be drawn: every prompt would be without a value. */
function repeatFaults(path: Path, { repeats: rule }: Fields, repeats: unknown): Fault[] {
  const { passAt } = fieldsOf(rule);
  if (typeof passAt !== "number" || typeof repeats !== "number" || passAt <= repeats) return [];
  const what = `draws more repeats than there are: the config's repeats are ${repeats}`;
  return [{ path: [...path, "repeats", "passAt"], what, found: describeValue(passAt) }];
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name !== "";
}

function sameName(path: Path, { name }: Fields, first: Path): Fault {
  return {
    path: [...path, "name"],
    what: `is the name of another scorer too, ${formatPath(first)}`,
    found: describeValue(name),
    fix: "Give each scorer a name of its own",
  };
}

function sourceFaults(path: Path, { type, column, expected, separator, pattern }: Fields): Fault[] {
  if (type === "regex") {
    if (column !== undefined && pattern !== undefined) return [besides(path, "column", "pattern")];
    return column === undefined && pattern === undefined ? [without(path, "pattern")] : [];
  }
  if (typeof type !== "string" || !COMPARING.has(type)) return [];
  if (column !== undefined && expected !== undefined) return [besides(path, "column", "expected")];
  if (column === undefined && expected === undefined) return [without(path, "expected")];
  if (column !== undefined || separator === undefined) return [];
  const fix = "Write expected as a list";
  return [{ path: [...path, "separator"], what: "splits the cells of a column, and there is no column", fix }];
}

function besides(path: Path, field: string, other: string): Fault {
  return { path: [...path, field], what: `stands beside ${other}`, expected: "one of the two" };
}

function without(path: Path, field: string): Fault {
  return {
    path,
    what: "has nothing to compare with",
    expected: `column, the name of a column, or ${field}, the value itself`,
  };
}

function patternFaults(path: Path, { type, pattern, flags = "u" }: Fields): Fault[] {
  if (type !== "regex" || typeof pattern !== "string" || typeof flags !== "string") return [];
  if (!/^[imsu]*$/.test(flags)) return [];
  const fault = regexFault(pattern, flags);
  if (fault === null) return [];
  return [{ path: [...path, "pattern"], what: `is no regular expression: ${fault}`, found: describeValue(pattern) }];
}

function boundFaults(path: Path, { min, max }: Fields): Fault[] {
  if (typeof min !== "number" || typeof max !== "number" || min <= max) return [];
  return [{ path: [...path, "max"], what: "is less than min", found: String(max), expected: `at least ${min}` }];
}
