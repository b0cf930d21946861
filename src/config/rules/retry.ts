import { retrySchema } from "../model-schema.ts";
import { fieldsOf, modelEntriesOf, type Rule } from "./rule.ts";

/** Hold where a policy does not say. */
const DEFAULTS = retrySchema.parse({});

/** The first wait is no longer than the longest one. */
export const retryRule: Rule = ({ expanded }) =>
  modelEntriesOf(expanded).flatMap(({ path, fields }) => {
    const retry = fieldsOf(fields["retry"]);
    const initial = retry["initialIntervalMs"] ?? DEFAULTS.initialIntervalMs;
    const maximum = retry["maximumIntervalMs"] ?? DEFAULTS.maximumIntervalMs;
    if (typeof initial !== "number" || typeof maximum !== "number" || maximum >= initial) return [];
    return [
      {
        path: [...path, "retry", "maximumIntervalMs"],
        what: "is shorter than initialIntervalMs",
        found: String(maximum),
        expected: `at least ${initial}`,
      },
    ];
  });
