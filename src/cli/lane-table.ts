import type { LaneSummary } from "../run/summary.ts";
import { formatCost, formatCount, formatLatency } from "./format/number.ts";
import type { TableColumn } from "./format/table.ts";
import { renderTable } from "./format/table.ts";
import { printable } from "./format/text.ts";

/** Totals per model (and template, where there are several), with a last line for all of them. */
export function renderLaneTable(lanes: readonly LaneSummary[]): string {
  const templates = new Set(lanes.map(({ template }) => template));
  const columns = templates.size > 1 ? [modelColumn, templateColumn, ...figures] : [modelColumn, ...figures];
  return renderTable(columns, lanes.length > 1 ? [...lanes, totalOf(lanes)] : lanes);
}

const count = (heading: string, cell: (lane: LaneSummary) => number | null): TableColumn<LaneSummary> => ({
  heading,
  align: "right",
  cell: (lane) => formatCount(cell(lane)),
});

const modelColumn: TableColumn<LaneSummary> = {
  heading: "model",
  align: "left",
  cell: ({ model }) => printable(model),
};

const templateColumn: TableColumn<LaneSummary> = {
  heading: "template",
  align: "left",
  cell: ({ template }) => printable(template),
};

const figures: readonly TableColumn<LaneSummary>[] = [
  count("tasks", ({ tasks }) => tasks),
  count("completed", ({ completed }) => completed),
  count("refused", ({ refused }) => refused),
  count("failed", ({ failed }) => failed),
  count("cancelled", ({ cancelled }) => cancelled),
  count("prompt\ntokens", ({ promptTokens }) => promptTokens),
  count("completion\ntokens", ({ completionTokens }) => completionTokens),
  { heading: "cost", align: "right", cell: ({ cost, currency }) => formatCost(cost, currency) },
  { heading: "latency\np50", align: "right", cell: ({ latencyP50Ms }) => formatLatency(latencyP50Ms) },
  { heading: "\np95", align: "right", cell: ({ latencyP95Ms }) => formatLatency(latencyP95Ms) },
];

/**
 * Sums; a sum that some lane cannot contribute to is unknown, and quantiles do not add up. A lane that settled nothing
 * has nothing to contribute.
 */
function totalOf(lanes: readonly LaneSummary[]): LaneSummary {
  const begun = lanes.filter(({ completed, refused, failed }) => completed + refused + failed > 0);
  const sum = (figure: (lane: LaneSummary) => number) => lanes.reduce((total, lane) => total + figure(lane), 0);
  const sumKnown = (figure: (lane: LaneSummary) => number | null) =>
    begun.reduce<number | null>(
      (total, lane) => {
        const value = figure(lane);
        return total === null || value === null ? null : total + value;
      },
      begun.length === 0 ? null : 0,
    );
  const currencies = new Set(begun.map(({ currency }) => currency));
  return {
    model: "all",
    template: "",
    tasks: sum(({ tasks }) => tasks),
    completed: sum(({ completed }) => completed),
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
    cancelled: sum(({ cancelled }) => cancelled),
    usageAbsent: sum(({ usageAbsent }) => usageAbsent),
    promptTokens: sumKnown(({ promptTokens }) => promptTokens),
    completionTokens: sumKnown(({ completionTokens }) => completionTokens),
    totalTokens: sumKnown(({ totalTokens }) => totalTokens),
    cost: currencies.size === 1 ? sumKnown(({ cost }) => cost) : null,
    currency: begun[0]?.currency ?? null,
    attempts: sum(({ attempts }) => attempts),
    rateLimited: sum(({ rateLimited }) => rateLimited),
    latencyP50Ms: null,
    latencyP95Ms: null,
    stop: null,
  };
}
