import type { ReportedGate } from "../../compare/report-gate.ts";
import { checkText, checkTitle } from "../comparison/check-text.ts";

/**
 * A gate as workflow commands of GitHub Actions, one line for each check that is no pass: `::error` where the job fails by
 * it, else `::warning`. Escaped as the runner's own toolkit does (github.com/actions/toolkit, packages/core/src/command.ts).
 */
export function annotations(gate: ReportedGate, inconclusive: "pass" | "fail" | undefined): string {
  return gate.checks
    .filter(({ verdict }) => verdict.kind !== "pass")
    .map((check) => {
      const isError = check.verdict.kind === "fail" || inconclusive === "fail";
      const word = check.verdict.kind === "fail" ? "Gate failed" : "Gate inconclusive";
      const title = property(`${word}: ${checkTitle(check)}`);
      return `::${isError ? "error" : "warning"} title=${title}::${data(checkText(check))}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
