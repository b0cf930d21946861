import type { Environment } from "./environment.ts";
import { expandWritten } from "./expand-written.ts";
import { describeValue, type Fault, formatPath, type Path } from "./fault.ts";
import { apiKeyRule } from "./rules/api-key.ts";
import { baseUrlRule } from "./rules/base-url.ts";
import { endpointsRule } from "./rules/endpoints.ts";
import { headersRule } from "./rules/headers.ts";
import { judgesRule } from "./rules/judges.ts";
import { namesRule } from "./rules/names.ts";
import { notifyRule } from "./rules/notify.ts";
import { paramsRule } from "./rules/params.ts";
import { proxyRule } from "./rules/proxy.ts";
import { retryRule } from "./rules/retry.ts";
import type { Rule, RuleContext } from "./rules/rule.ts";
import { scorersRule } from "./rules/scorers.ts";
import { templatesRule } from "./rules/templates.ts";
import { findShapeFaults } from "./shape-faults.ts";

const RULES: readonly Rule[] = [
  templatesRule,
  paramsRule,
  namesRule,
  endpointsRule,
  baseUrlRule,
  apiKeyRule,
  headersRule,
  proxyRule,
  notifyRule,
  retryRule,
  scorersRule,
  judgesRule,
];

/** The config with `${NAME}` replaced, and all that is wrong with it, in the order in which it is written. */
export function findFaults(
  written: unknown,
  environment: Environment,
  needsSecrets: RuleContext["needsSecrets"],
): { readonly expanded: unknown; readonly faults: readonly Fault[] } {
  if (written === null || typeof written !== "object" || Array.isArray(written)) {
    const fault: Fault = { path: [], what: "is no config", found: describeValue(written), expected: "an object" };
    return { expanded: written, faults: [fault] };
  }
  const { value: expanded, faults: unresolved } = expandWritten(written, environment);
  // A value whose variable is missing is wrong for that reason alone.
  const unresolvedPaths = new Set(unresolved.map(({ path }) => formatPath(path)));
  const context = { expanded, written, environment, needsSecrets };
  const others = [...findShapeFaults(expanded, written), ...RULES.flatMap((rule) => rule(context))];
  const faults = [...unresolved, ...others.filter(({ path }) => !unresolvedPaths.has(formatPath(path)))];
  return { expanded, faults: inWrittenOrder(faults, written) };
}

/** Stable: faults of one value keep their order; what is missing comes after what is there. */
function inWrittenOrder(faults: readonly Fault[], written: unknown): Fault[] {
  return faults
    .map((fault) => ({ fault, ranks: ranksOf(fault.path, written) }))
    .sort((a, b) => compareRanks(a.ranks, b.ranks))
    .map(({ fault }) => fault);
}

function ranksOf(path: Path, written: unknown): number[] {
  let value = written;
  return path.map((part) => {
    const keys = value !== null && typeof value === "object" ? Object.entries(value) : [];
    const index = keys.findIndex(([key]) => key === String(part));
    value = keys[index]?.[1];
    return index === -1 ? Number.MAX_SAFE_INTEGER : index;
  });
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((rank, index) => rank !== b[index]);
  if (differing === -1) return a.length - b.length;
  return (a[differing] ?? 0) - (b[differing] ?? -1);
}
