import type { Problem } from "../core/errors.ts";
import type { RunPlan } from "../core/run.ts";

/** Longest value quoted in a difference. */
const QUOTED_CHARACTERS = 120;

/** Where two plans differ, as problems that name the path, the stored value (expected) and the new one (found). */
export function planDifferences(runId: string, stored: RunPlan, wanted: RunPlan): Problem[] {
  const differences: Problem[] = [];
  compare(stored, wanted, "plan");
  return differences;

  function compare(before: unknown, after: unknown, path: string): void {
    if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
      const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
      for (const key of keys) {
        compare(
          Reflect.get(before, key),
          Reflect.get(after, key),
          Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`,
        );
      }
    } else if (before !== after) {
      differences.push({
        where: `run ${runId}: ${path}`,
        what: "is not what this run was started with",
        found: quote(after),
        expected: quote(before),
        fix: "Choose another --run-id, or restore the value",
      });
    }
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function quote(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
}
