import type { RunStatus } from "../core/run.ts";
import type { LaneTotals, StoredRun } from "../store/store.ts";
import { currenciesOf } from "./currencies.ts";
import { UNKNOWN, formatCost, formatCount } from "./format/number.ts";
import type { TableColumn } from "./format/table.ts";
import { renderTable } from "./format/table.ts";
import { printable } from "./format/text.ts";

/** A run as `promptgrid runs` lists it. */
export interface RunOverview {
  readonly id: string;
  readonly name: string | null;
  readonly status: RunStatus;
  readonly simulated: boolean;
  /** The run whose completions it judges, and for which scorer; null of others. */
  readonly judges: { readonly run: string; readonly scorer: string } | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly prompts: number;
  readonly models: readonly string[];
  readonly tasks: number;
  readonly settled: number;
  readonly failed: number;
  /** Null when no record reports any. */
  readonly totalTokens: number | null;
  /** One sum per currency; empty when no cost is known. */
  readonly costs: readonly { readonly currency: string | null; readonly cost: number }[];
}

export function overviewOf(run: StoredRun, totals: readonly LaneTotals[]): RunOverview {
  const { plan } = run;
  const sum = (figure: (lane: LaneTotals) => number) => totals.reduce((all, lane) => all + figure(lane), 0);
  const tokens = totals.map(({ totalTokens }) => totalTokens).filter((count) => count !== null);
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    simulated: plan.simulated,
    judges: run.parent === null ? null : { run: run.parent.run, scorer: run.parent.scorer },
    createdAt: new Date(run.createdAt).toISOString(),
    prompts: run.prompts,
    models: plan.models.map(({ name }) => name),
    tasks: run.prompts * plan.templates.length * plan.repeats * plan.models.length,
    settled: sum(({ completed, refused, failed }) => completed + refused + failed),
    failed: sum(({ failed }) => failed),
    totalTokens: tokens.length === 0 ? null : tokens.reduce((all, count) => all + count, 0),
    costs: costsByCurrency(totals, currenciesOf(run)),
  };
}

/** Runs as a table, with a note on what `running` can also mean. */
export function renderOverviews(overviews: readonly RunOverview[]): string {
  const isAnyRunning = overviews.some(({ status }) => status === "running");
  const note = "running: a process fills it, or was killed while doing so; `promptgrid resume <run>` then goes on.\n";
  return `${renderTable(columns, overviews)}\n${isAnyRunning ? `\n${note}` : ""}`;
}

const columns: readonly TableColumn<RunOverview>[] = [
  { heading: "run", align: "left", cell: ({ id }) => id },
  {
    heading: "name",
    align: "left",
    cell: ({ name, judges }) => (judges === null ? printable(name ?? "") : `judges ${judges.scorer} of ${judges.run}`),
  },
  { heading: "status", align: "left", cell: ({ status, simulated }) => (simulated ? `${status}, SIMULATED` : status) },
  { heading: "created (UTC)", align: "left", cell: ({ createdAt }) => createdAt.slice(0, 16).replace("T", " ") },
  { heading: "prompts", align: "right", cell: ({ prompts }) => formatCount(prompts) },
  { heading: "models", align: "right", cell: ({ models }) => formatCount(models.length) },
  { heading: "settled", align: "right", cell: ({ settled, tasks }) => `${formatCount(settled)}/${formatCount(tasks)}` },
  { heading: "failed", align: "right", cell: ({ failed }) => formatCount(failed) },
  { heading: "tokens", align: "right", cell: ({ totalTokens }) => formatCount(totalTokens) },
  { heading: "cost", align: "right", cell: ({ costs }) => describeCosts(costs) },
];

function describeCosts(costs: RunOverview["costs"]): string {
  return costs.length === 0 ? UNKNOWN : costs.map(({ cost, currency }) => formatCost(cost, currency)).join(" + ");
}

function costsByCurrency(totals: readonly LaneTotals[], currencies: readonly (string | null)[]): RunOverview["costs"] {
  const sums = new Map<string | null, number>();
  for (const { lane, cost } of totals) {
    const currency = currencies[lane] ?? null;
    if (cost !== null) sums.set(currency, (sums.get(currency) ?? 0) + cost);
  }
  return [...sums].map(([currency, cost]) => ({ currency, cost }));
}
