import { paint } from "../context.ts";
import { formatDuration } from "../format/number.ts";
import { describeHold, describeLeftOut } from "../hold-text.ts";
import { displayWidth, pad, printable, truncate } from "../format/text.ts";
import { frameColumns } from "./frame-columns.ts";
import type { FrameColumn } from "./frame-columns.ts";
import type { LaneView } from "./lane-view.ts";

/** Everything the live display shows at one moment. */
export interface FrameState {
  readonly runId: string;
  readonly simulated: boolean;
  readonly elapsedMs: number;
  readonly lanes: readonly LaneView[];
  /** How far each limit of the budget is used; none without a budget. */
  readonly budget: readonly string[];
  /** Lines said below the lanes, e.g. that the run is stopping. */
  readonly notice: readonly string[];
}

const GAP = 2;
const NARROWEST_NAME = 8;
/** Where there is some room, names are worth more than the columns that matter least. */
const NARROW_NAME = 16;
const WIDEST_NAME = 40;
const NARROWEST_BAR = 6;
const WIDEST_BAR = 30;
/** The bar gives way after the columns of a higher rank, before those of a lower one. */
const BAR_RANK = 4;

/** The live display as lines of at most `columns` terminal cells; narrow windows show fewer columns. */
export function renderFrame(state: FrameState, columns: number, colour = false): string {
  // Terminals differ in what they do after the last cell of a line, so it stays free.
  const width = Math.max(1, columns - 1);
  const fit = (line: string) => truncate(line, width).trimEnd();
  const head = [["run", printable(state.runId), formatDuration(state.elapsedMs)].join(" "), ...state.budget].join(", ");
  const mark = state.simulated ? " SIMULATED" : "";
  const headLine = paint(fit(head + mark), state.simulated ? ["bold", "yellow"] : "bold", colour);
  const conditions = state.lanes.flatMap((lane) => {
    const line = describeCondition(lane);
    const leftOut = lane.condition.kind === "stopped" ? [] : lane.leftOut;
    return [
      ...leftOut.map((endpoint) => paint(fit(describeLeftOut(lane.model, endpoint)), "yellow", colour)),
      ...(line === null ? [] : [paint(fit(line), lane.condition.kind === "stopped" ? "red" : "yellow", colour)]),
    ];
  });
  const notice = state.notice.map((line) => paint(fit(printable(line)), "yellow", colour));
  const [headings, ...rows] = layOut(state.lanes, width).map(fit);
  return [headLine, paint(headings ?? "", "dim", colour), ...rows, ...conditions, ...notice].join("\n");
}

function describeCondition(lane: LaneView): string | null {
  const { condition } = lane;
  if (condition.kind === "paused") {
    return `${printable(lane.model)} paused for ${formatDuration(condition.forMs)}: the endpoint asked to wait`;
  }
  if (condition.kind === "held") return `${printable(lane.model)} ${describeHold(condition.hold)}`;
  if (condition.kind === "stopped") {
    return `${printable(lane.model)} stopped: ${printable(condition.stop.message)} (${condition.stop.code})`;
  }
  return null;
}

/** Heading and one line per lane: the name, then bar and columns as they fit, in the order of their importance. */
function layOut(lanes: readonly LaneView[], width: number): string[] {
  const names = lanes.map((lane) => printable(lane.model));
  const fullName = Math.max("model".length, ...names.map(displayWidth));
  const shortName = Math.min(fullName, width < 60 ? NARROWEST_NAME : NARROW_NAME);
  const { columns, hasBar, left } = chooseColumns(lanes, width - shortName);
  const nameWidth = Math.min(fullName, WIDEST_NAME, shortName + left);
  const barWidth = hasBar ? Math.min(WIDEST_BAR, NARROWEST_BAR + left - (nameWidth - shortName)) : 0;
  const line = (name: string, bar: string, cell: (column: FrameColumn) => string) =>
    [
      pad(truncate(name, nameWidth), nameWidth, "left"),
      ...(hasBar ? [bar] : []),
      ...columns.map((column) => pad(cell(column), widthOf(column, lanes), "right")),
    ].join(" ".repeat(GAP));
  return [
    line("model", " ".repeat(barWidth), (column) => column.heading),
    ...lanes.map((lane, index) => line(names[index] ?? "", renderBar(lane, barWidth), (column) => column.cell(lane))),
  ];
}

/** What fits into `width` beside the name, and how many cells are left over. */
function chooseColumns(lanes: readonly LaneView[], width: number) {
  let left = width;
  let hasBar = false;
  const chosen = new Set<FrameColumn>();
  const wanted = frameColumns.filter(
    ({ isOptional, cell }) => isOptional !== true || lanes.some((lane) => cell(lane) !== ""),
  );
  for (const column of wanted.toSorted((a, b) => a.rank - b.rank)) {
    if (column.rank > BAR_RANK && !hasBar && left >= GAP + NARROWEST_BAR) {
      hasBar = true;
      left -= GAP + NARROWEST_BAR;
    }
    const needed = GAP + widthOf(column, lanes);
    if (needed > left) break;
    chosen.add(column);
    left -= needed;
  }
  return { columns: frameColumns.filter((column) => chosen.has(column)), hasBar, left };
}

function widthOf(column: FrameColumn, lanes: readonly LaneView[]): number {
  return Math.max(column.leastWidth, ...lanes.map((lane) => displayWidth(column.cell(lane))));
}

function renderBar(lane: LaneView, width: number): string {
  const filled = lane.total === 0 ? width : Math.floor((lane.settled / lane.total) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
