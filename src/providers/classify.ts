import type { ErrorReport } from "./error-report.ts";
import { genericRules } from "./generic-rules.ts";
import type { HeaderReader } from "./reply.ts";
import type { Rule } from "./rule.ts";

/** What to make of a failure, as the matching rule says. */
export type Classification = Pick<Rule, "reaction" | "errorCode" | "advice">;

const UNKNOWN: Classification = { reaction: "retry-few", errorCode: "unknown_error", advice: null };

/** The first rule that matches, the profile's own before the generic ones. */
export function classify(report: ErrorReport, rules: readonly Rule[], header: HeaderReader): Classification {
  const matching = (rule: Rule) => matches(rule, report, header);
  return rules.find(matching) ?? genericRules.find(matching) ?? UNKNOWN;
}

function matches(rule: Rule, report: ErrorReport, header: HeaderReader): boolean {
  if (rule.status !== undefined) {
    const [first, last] = typeof rule.status === "number" ? [rule.status, rule.status] : rule.status;
    if (report.status < first || report.status > last) return false;
  }
  if (rule.names !== undefined && !rule.names.some((name) => isNamed(report, name))) return false;
  if (rule.message !== undefined && !rule.message.test(report.message)) return false;
  return rule.header === undefined || header(rule.header[0])?.trim().toLowerCase() === rule.header[1];
}

function isNamed(report: ErrorReport, name: string): boolean {
  return report.code?.toLowerCase() === name || report.type?.toLowerCase() === name;
}
