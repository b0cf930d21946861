import type { ReportedGate } from "../compare/report-gate.ts";
import type { ComparisonReport } from "../compare/report.ts";
import type { NotifyTarget } from "../core/notify.ts";
import type { Notice } from "../run/notification-card.ts";
import { sendNotifications } from "../run/send-notifications.ts";
import type { RunSummary } from "../run/summary.ts";
import { checkText, checkTitle, verdictWord } from "./comparison/check-text.ts";
import type { CliContext } from "./context.ts";
import { formatCount, formatDuration, formatQuantity } from "./format/number.ts";
import { printable } from "./format/text.ts";

/** Checks that a card tells of; the rest is counted. */
const TOLD_CHECKS = 5;

/** Whom to tell, and where the URLs come from. */
export interface Notifying {
  readonly targets: readonly NotifyTarget[];
  readonly environment: CliContext["environment"];
}

/** Tells everybody; who was not reached is a warning, and changes nothing else. */
export async function notify({ targets, environment }: Notifying, notice: Notice, context: CliContext): Promise<void> {
  for (const failure of await sendNotifications(targets, notice, environment)) {
    context.stderr.write(`warning: ${printable(failure)}\n`);
  }
}

/** How a run and its gate ended; `gate` is null without one. */
export function noticeOfRun(summary: RunSummary, gate: ReportedGate | null, exitCode: number): Notice {
  const { runId, tasks, unsettled, lanes, wallMs, status, stopReason } = summary;
  const failed = lanes.reduce((sum, lane) => sum + lane.failed, 0);
  const settled = `${formatCount(tasks - unsettled)} of ${formatQuantity(tasks, "task")} settled, ${formatCount(failed)} failed, in ${formatDuration(wallMs)}`;
  return {
    title: `promptgrid: run ${runId} ${status}${gate === null ? "" : `, gate ${verdictWord(gate)}`}`,
    lines: [settled, ...(stopReason === null ? [] : [printable(stopReason)]), ...gateLines(gate)],
    exitCode,
    runId,
    verdict: gate?.verdict ?? null,
  };
}

/** What `compare --gate` came to. */
export function noticeOfComparison(report: ComparisonReport, gate: ReportedGate, exitCode: number): Notice {
  const { baseline, candidate, prompts } = report;
  return {
    title: `promptgrid: gate ${verdictWord(gate)}`,
    lines: [
      printable(`${candidate.label} compared with ${baseline.label} over ${formatQuantity(prompts.paired, "prompt")}`),
      ...gateLines(gate),
    ],
    exitCode,
    runId: candidate.run_id,
    verdict: gate.verdict,
  };
}

function gateLines(gate: ReportedGate | null): string[] {
  const troubles = gate?.checks.filter(({ verdict }) => verdict.kind !== "pass") ?? [];
  const rest = troubles.length - TOLD_CHECKS;
  return [
    ...troubles
      .slice(0, TOLD_CHECKS)
      .map((check) => `${verdictWord({ verdict: check.verdict.kind })} ${checkTitle(check)}: ${checkText(check)}`),
    ...(rest > 0 ? [`and ${formatQuantity(rest, "more check")}`] : []),
  ];
}
