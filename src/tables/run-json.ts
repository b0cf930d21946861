import type { StoredScorer } from "../store/score-store.ts";
import type { StoredRun } from "../store/store.ts";
import { thousandths } from "./cell.ts";
import type { UsageRow } from "./usage.ts";

/** run.json: what was asked, with what, and how it stands. Pretty-printed JSON with a final line end. */
export function runJson(
  run: StoredRun,
  facts: {
    readonly usage: readonly UsageRow[];
    readonly scorers: readonly StoredScorer[];
    readonly files: readonly string[];
    readonly nodeVersion: string;
  },
): string {
  const { plan } = run;
  const settled = facts.usage.reduce((sum, row) => sum + tasksOf(row) - Number(row.cancelled), 0);
  const tasks = facts.usage.reduce((sum, row) => sum + tasksOf(row), 0);
  const content = {
    run_id: run.id,
    name: run.name,
    status: run.status,
    simulated: plan.simulated,
    exit_code: run.exitCode,
    created_at: timestamp(run.createdAt),
    finished_at: run.finishedAt === null ? null : timestamp(run.finishedAt),
    wall_s: thousandths(run.wallMs / 1000),
    prompts: run.prompts,
    left_out_rows: run.leftOut.count,
    tasks,
    unsettled: tasks - settled,
    versions: { promptgrid: run.promptgridVersion, node: facts.nodeVersion },
    git_commit: run.gitCommit,
    files: facts.files,
    totals: facts.usage,
    lane_stops: plan.models.flatMap((model, lane) => {
      const stop = run.laneStops[lane] ?? null;
      return stop === null ? [] : [{ model: model.name, code: stop.code, message: stop.message }];
    }),
    prompt_sets: plan.promptSets.map((set, index) => {
      const stored = run.promptSets[index];
      return {
        name: set.name,
        hash: set.hash,
        rows: stored?.rows ?? null,
        skipped_rows: stored?.leftOut.count ?? null,
        columns: stored?.columns ?? null,
      };
    }),
    selection: plan.selection,
    templates: plan.templates,
    repeats: plan.repeats,
    models: plan.models,
    scorers: facts.scorers.map(({ name, hash, isAmount, repeats }) => ({ name, hash, is_amount: isAmount, repeats })),
    config: JSON.parse(run.config) as unknown,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function tasksOf(row: UsageRow): number {
  return Number(row.tasks);
}

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
