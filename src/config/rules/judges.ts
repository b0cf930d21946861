import { describeValue, type Fault, listWords, type Path } from "../fault.ts";
import { nearMiss } from "../../core/near-miss.ts";
import { entriesOf, fieldsOf, modelEntriesOf, type Rule } from "./rule.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A scorer that asks a model names one that there is, a scale with two ends, and two different arms to compare. */
export const judgesRule: Rule = ({ expanded }) => {
  const models = namesIn(modelEntriesOf(expanded));
  const arms = {
    models: namesIn(entriesOf(expanded, "models")),
    templates: namesIn(entriesOf(expanded, "templates")),
  };
  return entriesOf(expanded, "scorers").flatMap(({ path, fields }) => {
    const { type, model } = fields;
    if (type !== "judge" && type !== "pairwise") return [];
    return [
      ...(typeof model === "string" && model !== "" ? nameFaults(model, [...path, "model"], models, "model") : []),
      ...(type === "judge" ? scaleFaults(fields, path) : armFaults(fields, path, arms)),
    ];
  });
};

function namesIn(entries: readonly { readonly fields: Fields }[]): string[] {
  return entries.map(({ fields }) => fields["name"]).filter((name) => typeof name === "string");
}

function nameFaults(name: string, path: Path, names: readonly string[], noun: string): Fault[] {
  if (names.includes(name)) return [];
  const expected = names.length === 0 ? `a ${noun} of the config` : `one of ${listWords(names)}`;
  const fault = { path, what: `names no ${noun}`, found: describeValue(name), expected };
  const near = nearMiss(name, names);
  return [near === null ? fault : { ...fault, fix: `Did you mean ${near}?` }];
}

function scaleFaults({ scale, labels }: Fields, path: Path): Fault[] {
  if (labels !== undefined && scale !== undefined) {
    return [{ path: [...path, "labels"], what: "stands beside scale", expected: "one of the two" }];
  }
  if (labels !== undefined) {
    const names = Object.keys(fieldsOf(labels));
    if (names.length >= 2) return [];
    return [{ path: [...path, "labels"], what: "leaves no choice", found: listWords(names), expected: "two or more" }];
  }
  const { min = 1, max = 5 } = fieldsOf(scale);
  if (typeof min !== "number" || typeof max !== "number" || min < max) return [];
  const found = String(max);
  return [{ path: [...path, "scale", "max"], what: "is not above min", found, expected: `more than ${min}` }];
}

type Arms = Readonly<Record<"models" | "templates", readonly string[]>>;

function armFaults(fields: Fields, path: Path, arms: Arms): Fault[] {
  const { models, templates } = fields;
  if (models !== undefined && templates !== undefined) {
    return [{ path: [...path, "templates"], what: "stands beside models", expected: "one of the two" }];
  }
  if (models === undefined && templates === undefined) {
    const expected = "two names of models, or two of templates in templates";
    return [{ path: [...path, "models"], what: "is missing", expected }];
  }
  const axis = models === undefined ? "templates" : "models";
  const pair: unknown = fields[axis];
  if (!Array.isArray(pair)) return [];
  const [first, second]: readonly unknown[] = pair;
  if (first === second) {
    const found = describeValue(first);
    return [{ path: [...path, axis, 1], what: "is the first one again", found, expected: "another one" }];
  }
  return pair.flatMap((name: unknown, index) =>
    typeof name === "string" ? nameFaults(name, [...path, axis, index], arms[axis], axis.slice(0, -1)) : [],
  );
}
