import type { Fault, Path } from "../fault.ts";
import { entriesOf, fieldsOf, type Rule } from "./rule.ts";

/** Messages are made in one way: by a template, by several named ones, or of a column. */
export const templatesRule: Rule = ({ expanded }) => {
  const { template, templates, columns } = fieldsOf(expanded);
  const faults: Fault[] = [];
  if (template !== undefined && templates !== undefined) {
    faults.push({
      path: ["templates"],
      what: "stands beside template",
      expected: "one of the two",
      fix: "Move template into templates and give it a name",
    });
  }
  if (fieldsOf(columns)["messages"] !== undefined && (template !== undefined || templates !== undefined)) {
    faults.push({
      path: ["columns", "messages"],
      what: `stands beside ${template === undefined ? "templates" : "template"}`,
      expected: "one of the two, as the column holds whole conversations",
      fix: "Leave out one of them",
    });
  }
  if (template !== undefined) faults.push(...partFaults(fieldsOf(template), ["template"]));
  return [...faults, ...entriesOf(expanded, "templates").flatMap(({ path, fields }) => partFaults(fields, path))];
};

function partFaults(template: Readonly<Record<string, unknown>>, path: Path): Fault[] {
  const { system, user, messages } = template;
  if (messages !== undefined && (system !== undefined || user !== undefined)) {
    return [{ path: [...path, "messages"], what: "stands beside system or user", expected: "one of the two" }];
  }
  if (messages === undefined && user === undefined) {
    return [{ path, what: "has no user message", expected: 'user, e.g. "{{prompt}}", or messages' }];
  }
  return [];
}
