import type { RunPlan } from "../core/run.ts";
import type { GridRecord, GridRow } from "../store/store.ts";

/** One planned task of a prompt, with its record once it is settled. */
export interface PlannedCell {
  /** Index of the model in the plan. */
  readonly lane: number;
  readonly template: number;
  /** 1-based. */
  readonly repeat: number;
  /** Null: not settled. */
  readonly record: GridRecord | null;
}

/** Which axis varies slowest. The other two follow in the order template, model, repeat. */
export type LeadingAxis = "template" | "model";

/** Lays the records of a prompt out over every task that the plan has for it. */
export function plannedCells(plan: RunPlan, leading: LeadingAxis): (row: Pick<GridRow, "records">) => PlannedCell[] {
  const lanes = plan.models.map((_model, lane) => lane);
  const templates = plan.templates.map((_template, template) => template);
  const repeats = Array.from({ length: plan.repeats }, (_unused, index) => index + 1);
  const pairs =
    leading === "template"
      ? templates.flatMap((template) => lanes.map((lane) => ({ template, lane })))
      : lanes.flatMap((lane) => templates.map((template) => ({ template, lane })));
  const slotOf = (place: { lane: number; template: number; repeat: number }) =>
    (place.lane * templates.length + place.template) * repeats.length + place.repeat - 1;
  const places = pairs.flatMap((pair) =>
    repeats.map((repeat) => ({ ...pair, repeat, slot: slotOf({ ...pair, repeat }) })),
  );
  return ({ records }) => {
    const bySlot: (GridRecord | null)[] = places.map(() => null);
    for (const record of records) bySlot[slotOf(record)] = record;
    return places.map(({ lane, template, repeat, slot }) => ({ lane, template, repeat, record: bySlot[slot] ?? null }));
  };
}
