import { formatCompact, formatCost, formatCount, formatDuration, formatPercent } from "../format/number.ts";
import { printable } from "../format/text.ts";
import { describeHold } from "../hold-text.ts";
import type { FrameState } from "./frame.ts";
import type { LaneView } from "./lane-view.ts";

/** The state of a run as one line, for logs: `0:20 · Claude 120/300 (40%), 6.1 req/s, 8 in flight, ETA 0:29 · …`. */
export function renderPlainLine(state: FrameState): string {
  const head = `${state.simulated ? "SIMULATED " : ""}${printable(state.runId)} ${formatDuration(state.elapsedMs)}`;
  return [head, ...state.budget, ...state.lanes.map(describeLane), ...state.notice.map(printable)].join(" · ");
}

function describeLane(lane: LaneView): string {
  const parts = [
    `${printable(lane.model)} ${formatCount(lane.settled)}/${formatCount(lane.total)} (${formatPercent(lane.settled, lane.total)})`,
    ...(lane.failed === 0 ? [] : [`${formatCount(lane.failed)} failed`]),
    ...(lane.requestsPerSecond === null ? [] : [`${lane.requestsPerSecond.toFixed(1)} req/s`]),
    ...(lane.condition.kind === "done" || lane.condition.kind === "ended"
      ? []
      : [`${lane.inFlight} in flight of ${lane.limit}`]),
    ...(lane.rateLimited === 0 ? [] : [`${formatCount(lane.rateLimited)} 429s`]),
    `${formatCompact(lane.tokens)} tokens`,
    ...(lane.cost === null ? [] : [formatCost(lane.cost, lane.currency)]),
    ...(lane.leftOut.length === 0 || lane.condition.kind === "stopped"
      ? []
      : [`without ${lane.leftOut.map(({ endpoint }) => printable(endpoint)).join(", ")}`]),
    ...describeEnd(lane),
  ];
  return parts.join(", ");
}

function describeEnd({ condition, remainingMs }: LaneView): string[] {
  if (condition.kind === "paused") return [`paused for ${formatDuration(condition.forMs)}`];
  if (condition.kind === "held") return [describeHold(condition.hold)];
  if (condition.kind === "stopped") return [`stopped: ${printable(condition.stop.message)}`];
  if (condition.kind === "done" || condition.kind === "ended") return [condition.kind];
  return remainingMs === null ? [] : [`ETA ${formatDuration(remainingMs)}`];
}
