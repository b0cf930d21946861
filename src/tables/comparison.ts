import type { Outcome } from "../core/record.ts";
import type { LaneStop, RunPlan } from "../core/run.ts";
import type { StoredRun } from "../store/store.ts";
import type { Cell } from "./cell.ts";
import type { GridTable } from "./grid-table.ts";
import { inputColumns } from "./input-columns.ts";
import { plannedCells, type PlannedCell } from "./planned-cells.ts";

/**
 * One row per prompt, one column per model (and template, and repeat): the completions side by side. An empty cell is
 * an empty answer; where there is no answer, the cell is missing and says why.
 */
export function comparisonTable(run: StoredRun): GridTable {
  const inputs = inputColumns(run.promptSets);
  const cellsOf = plannedCells(run.plan, "model");
  const answers = cellsOf({ records: [] }).map((cell) => answerHeader(run.plan, cell));
  return {
    name: "comparison",
    columns: uniqueNames(["row", "prompt_id", ...inputs.headers, ...answers]),
    rowsOf: (row) => [
      [
        row.prompt.row,
        row.prompt.id,
        ...inputs.cellsOf(row.prompt),
        ...cellsOf(row).map(({ lane, record }) =>
          record === null ? cancelledCell(run.laneStops[lane] ?? null) : outcomeCell(record.outcome),
        ),
      ],
    ],
  };
}

/** `<model>`, with several templates `<model> / <template>`, from the second repeat on with ` #2` …. */
function answerHeader(plan: RunPlan, { lane, template, repeat }: PlannedCell): string {
  const model = plan.models[lane]?.name ?? "";
  const suffix = plan.templates.length > 1 ? ` / ${plan.templates[template]?.name ?? ""}` : "";
  return `${model}${suffix}${repeat > 1 ? ` #${repeat}` : ""}`;
}

function outcomeCell(outcome: Outcome): Cell {
  if (outcome.kind !== "completed") return { missing: `${outcome.kind}: ${outcome.code}` };
  return outcome.text ?? { missing: `no text: ${outcome.finishReason ?? "no finish reason"}` };
}

function cancelledCell(stop: LaneStop | null): Cell {
  return { missing: stop === null ? "cancelled" : `cancelled: ${stop.code}` };
}

/** A model may be called `row`, or `a / b`: a name that is taken gets ` (2)` …, so that no reader loses a column. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  });
}
