import type { LeftOut } from "../../core/left-out.ts";
import type { RunPlan, RunStatus } from "../../core/run.ts";
import type { DuplicateId, StoredRun } from "../store.ts";
import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { livingOwner, OWNER_COLUMNS } from "./leases.ts";
import type { OwnerRow } from "./leases.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { PROMPT_SET_COLUMNS, promptSetFromRow } from "./prompt-set-reader.ts";
import type { PromptSetRow } from "./prompt-set-reader.ts";
import type { ReaderCalls } from "./protocol.ts";
import type { Json } from "./stored-json.ts";
import { parseStored } from "./stored-json.ts";

interface RunRow extends OwnerRow {
  readonly key: number;
  readonly id: string;
  readonly name: string | null;
  readonly status: RunStatus;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly exit_code: number | null;
  readonly wall_ms: number;
  readonly plan: Json<RunPlan>;
  readonly config: string;
  readonly promptgrid_version: string;
  readonly git_commit: string | null;
  readonly prompt_count: number;
  readonly left_out: Json<LeftOut>;
  readonly parent: string | null;
  readonly scorer_name: string | null;
  readonly scorer_hash: string | null;
}

interface LaneRow {
  readonly code: string | null;
  readonly message: string | null;
  readonly tokens: number;
  readonly cost: number;
}

interface DuplicateRow {
  readonly id: string;
  readonly key: number;
  readonly name: string;
  readonly line: number;
  readonly first_key: number;
}

const SELECT_RUN = `select key, id, name, status, created_at, finished_at, exit_code, wall_ms, plan, config, promptgrid_version,
  git_commit, prompt_count, left_out, parent, scorer_name, scorer_hash, ${OWNER_COLUMNS} from runs where is_complete = 1`;

/** Reads runs and how they stand. */
export function runReader(
  connection: Connection,
  self: ProcessIdentity,
): Pick<ReaderCalls, "findRun" | "listRuns" | "derivedRuns" | "duplicateIds"> {
  const selectRun = connection.prepare<[string], RunRow>(`${SELECT_RUN} and id = ?`);
  const selectRuns = connection.prepare<[], RunRow>(`${SELECT_RUN} order by created_at desc, key desc`);
  const selectDerived = connection.prepare<[string], RunRow>(`${SELECT_RUN} and parent = ? order by key`);
  const selectSets = connection.prepare<[number], PromptSetRow>(
    `select ${PROMPT_SET_COLUMNS} from run_prompt_sets join prompt_sets on prompt_sets.key = prompt_set_key
     where run_key = ? order by ordinal`,
  );
  const selectLanes = connection.prepare<[number], LaneRow>(
    `select stop_code as code, stop_message as message, unrecorded_tokens as tokens, unrecorded_cost as cost
     from lanes where run_key = ? order by ordinal`,
  );
  const selectDuplicates = connection.prepare<[number, number, number], DuplicateRow>(
    `select id, key, line, first_key, name from (
       select prompts.id, run_prompts.key, prompts.line, run_prompts.prompt_set,
         min(run_prompts.key) over (partition by prompts.id) as first_key
       from run_prompts join prompts on prompts.key = run_prompts.prompt_key
       where run_prompts.key >= ? and run_prompts.key < ? and prompts.id is not null
     ) as selected
     join run_prompt_sets on run_key = key / ${GREATEST_CHILD_COUNT} and ordinal = prompt_set
     where key > first_key order by key limit ?`,
  );
  const selectPlace = connection.prepare<[number], { readonly name: string; readonly line: number }>(
    `select name, prompts.line from run_prompts join prompts on prompts.key = prompt_key
     join run_prompt_sets on run_key = run_prompts.key / ${GREATEST_CHILD_COUNT} and ordinal = prompt_set
     where run_prompts.key = ?`,
  );

  const runFromRow = (row: RunRow): StoredRun => ({
    ...fromLanes(selectLanes.all(row.key)),
    key: row.key,
    id: row.id,
    name: row.name,
    status: currentStatus(row, self),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    exitCode: row.exit_code,
    plan: parseStored(row.plan),
    config: row.config,
    promptgridVersion: row.promptgrid_version,
    gitCommit: row.git_commit,
    prompts: row.prompt_count,
    leftOut: parseStored(row.left_out),
    promptSets: selectSets.all(row.key).map(promptSetFromRow),
    wallMs: row.wall_ms,
    parent:
      row.parent === null
        ? null
        : { run: row.parent, scorer: row.scorer_name ?? "", scorerHash: row.scorer_hash ?? "" },
  });

  return {
    findRun(id) {
      const row = selectRun.get(id);
      return row === undefined ? null : runFromRow(row);
    },

    listRuns: () => selectRuns.all().map(runFromRow),
    derivedRuns: (parent) => selectDerived.all(parent).map(runFromRow),

    duplicateIds(runKey, limit): DuplicateId[] {
      const rows = selectDuplicates.all(packKey(runKey, 0), packKey(runKey, GREATEST_CHILD_COUNT), limit);
      return rows.map(({ id, key, name, line, first_key }) => {
        const first = selectPlace.get(first_key);
        return {
          id,
          first: { promptSet: first?.name ?? "", line: first?.line ?? 0 },
          second: { promptSet: name, line, position: childOf(key) },
        };
      });
    },
  };
}

/** Who holds a run says more than what was last written about it: a killed process writes nothing. */
function currentStatus(row: RunRow, self: ProcessIdentity): RunStatus {
  if (livingOwner(row, self, Date.now()) !== null) return "running";
  return row.status === "running" ? "interrupted" : row.status;
}

function fromLanes(lanes: readonly LaneRow[]): Pick<StoredRun, "laneStops" | "unrecorded"> {
  return {
    laneStops: lanes.map(({ code, message }) => (code === null ? null : { code, message: message ?? "" })),
    unrecorded: lanes.map(({ tokens, cost }) => ({ tokens, cost })),
  };
}
