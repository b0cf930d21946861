import { formatCompact, formatCost, formatCount, formatDuration, formatPercent } from "../format/number.ts";
import type { LaneView } from "./lane-view.ts";

/** A column of the live display beside the model's name and bar. */
export interface FrameColumn {
  readonly heading: string;
  /** The lower, the later it gives way in a narrow window. */
  readonly rank: number;
  /** Terminal cells it takes at least, so that the frame does not shift with every number. */
  readonly leastWidth: number;
  /** Left out while no lane has anything to show. */
  readonly isOptional?: boolean;
  readonly cell: (lane: LaneView) => string;
}

/** In the order in which they stand on the line. */
export const frameColumns: readonly FrameColumn[] = [
  { heading: "done", rank: 2, leastWidth: 5, cell: describeDone },
  { heading: "", rank: 1, leastWidth: 4, cell: (lane) => formatPercent(lane.settled, lane.total) },
  { heading: "req/s", rank: 4, leastWidth: 5, cell: (lane) => formatRate(lane.requestsPerSecond) },
  { heading: "active", rank: 6, leastWidth: 7, cell: (lane) => `${lane.inFlight}/${lane.limit}` },
  { heading: "429s", rank: 7, leastWidth: 4, cell: (lane) => formatCount(lane.rateLimited) },
  { heading: "failed", rank: 5, leastWidth: 6, cell: (lane) => formatCount(lane.failed) },
  { heading: "tokens", rank: 8, leastWidth: 6, cell: (lane) => formatCompact(lane.tokens) },
  { heading: "cost", rank: 9, leastWidth: 10, isOptional: true, cell: describeCost },
  { heading: "ETA", rank: 3, leastWidth: 7, cell: describeEnd },
];

function describeDone({ settled, total }: LaneView): string {
  const all = formatCount(total);
  return `${formatCount(settled).padStart(all.length)}/${all}`;
}

function describeCost({ cost, currency }: LaneView): string {
  return cost === null ? "" : formatCost(cost, currency);
}

function formatRate(requestsPerSecond: number | null): string {
  if (requestsPerSecond === null) return "";
  return requestsPerSecond < 10 ? requestsPerSecond.toFixed(1) : formatCount(requestsPerSecond);
}

function describeEnd(lane: LaneView): string {
  if (lane.condition.kind !== "sending") return lane.condition.kind;
  return lane.remainingMs === null ? "" : formatDuration(lane.remainingMs);
}
