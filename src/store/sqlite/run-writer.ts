import { StoreError } from "../../core/errors.ts";
import type { LaneStop } from "../../core/run.ts";
import type { NewRun, RunClaim, RunUpdate } from "../store.ts";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import type { DraftSweeper } from "./draft-sweeper.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { OWNER_COLUMNS } from "./leases.ts";
import type { Leases, OwnerRow } from "./leases.ts";
import type { WriterCalls } from "./protocol.ts";

type RunCalls = Pick<
  WriterCalls,
  | "beginRun"
  | "selectPrompts"
  | "leaveOutPrompts"
  | "completeRun"
  | "abandonRun"
  | "claimRun"
  | "updateRun"
  | "setLaneStop"
  | "setUnrecordedSpend"
>;

interface DraftShape {
  readonly id: string;
  readonly template_count: number;
  readonly repeats: number;
}

/** Writes runs: drafts until their prompts are selected, then how they stand and who fills them. */
export function runWriter(connection: Connection, leases: Leases, sweeper: DraftSweeper): RunCalls {
  const selectComplete = connection.prepare("select 1 from runs where id = ? and is_complete = 1");
  const refuseTaken = (id: string): void => {
    if (selectComplete.get(id) === undefined) return;
    throw new StoreError("RUN_EXISTS", `the store has a run ${id} already: resume it, or choose another id`);
  };

  return {
    beginRun(run) {
      return writeTransaction(connection, () => {
        refuseTaken(run.id);
        const key = insertDraft(connection, run);
        leases.hold("runs", key);
        return key;
      });
    },

    selectPrompts(runKey, firstPosition, promptKeys, promptSets) {
      const insert = connection.prepare("insert into run_prompts (key, prompt_key, prompt_set) values (?, ?, ?)");
      writeTransaction(connection, () => {
        for (const [index, promptKey] of promptKeys.entries()) {
          insert.run(packKey(runKey, firstPosition + index), promptKey, promptSets[index] ?? 0);
        }
      });
    },

    leaveOutPrompts(runKey, positions) {
      const remove = connection.prepare("delete from run_prompts where key = ?");
      writeTransaction(connection, () => {
        for (const position of positions) remove.run(packKey(runKey, position));
      });
    },

    completeRun(runKey, leftOut) {
      writeTransaction(connection, () => {
        const draft = connection
          .prepare<[number], DraftShape>(
            "select id, template_count, repeats from runs where key = ? and is_complete = 0",
          )
          .get(runKey);
        if (draft === undefined) throw noSuchRun(runKey);
        leases.demandHeld("runs", runKey);
        refuseTaken(draft.id);
        const range = [packKey(runKey, 0), packKey(runKey, GREATEST_CHILD_COUNT)] as const;
        const count = connection
          .prepare<[number, number], number>("select count(*) from run_prompts where key >= ? and key < ?")
          .pluck();
        const greatest = connection
          .prepare<[number, number], number>(
            "select key from run_prompts where key >= ? and key < ? order by key desc limit 1",
          )
          .pluck();
        const lastKey = greatest.get(...range);
        const lastPosition = lastKey === undefined ? -1 : childOf(lastKey);
        refuseOversize(draft, lastPosition);
        connection
          .prepare("update runs set is_complete = 1, prompt_count = ?, last_position = ?, left_out = ? where key = ?")
          .run(count.get(...range) ?? 0, lastPosition, JSON.stringify(leftOut), runKey);
        leases.release("runs", runKey);
      });
    },

    async abandonRun(runKey) {
      leases.release("runs", runKey);
      await sweeper.remove("runs", runKey);
    },

    claimRun(runKey): RunClaim {
      return writeTransaction(connection, () => {
        const row = connection
          .prepare<[number], OwnerRow>(`select ${OWNER_COLUMNS} from runs where key = ? and is_complete = 1`)
          .get(runKey);
        if (row === undefined) throw noSuchRun(runKey);
        const owner = leases.ownerOf(row);
        if (owner !== null) return { kind: "held", processId: owner.processId, host: owner.host };
        leases.hold("runs", runKey);
        return { kind: "claimed" };
      });
    },

    updateRun(runKey, { status, finishedAt, exitCode, addWallMs }: RunUpdate) {
      writeTransaction(connection, () => {
        leases.demandHeld("runs", runKey);
        connection
          .prepare(
            `update runs set status = ?, finished_at = case ? when 'running' then null else coalesce(?, finished_at) end,
             exit_code = coalesce(?, exit_code), wall_ms = wall_ms + ? where key = ?`,
          )
          .run(status, status, finishedAt ?? null, exitCode ?? null, addWallMs ?? 0, runKey);
        if (status !== "running") leases.release("runs", runKey);
      });
    },

    setLaneStop(runKey, lane, stop: LaneStop | null) {
      connection
        .prepare("update lanes set stop_code = ?, stop_message = ? where run_key = ? and ordinal = ?")
        .run(stop?.code ?? null, stop?.message ?? null, runKey, lane);
    },

    setUnrecordedSpend(runKey, lane, { tokens, cost }) {
      connection
        .prepare("update lanes set unrecorded_tokens = ?, unrecorded_cost = ? where run_key = ? and ordinal = ?")
        .run(tokens, cost, runKey, lane);
    },
  };
}

function insertDraft(connection: Connection, run: NewRun): number {
  const { plan } = run;
  const inserted = connection
    .prepare(
      `insert into runs (id, name, status, created_at, plan, template_count, repeats, config, promptgrid_version, git_commit,
         parent, scorer_name, scorer_hash)
       values (?, ?, 'interrupted', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      run.id,
      run.name,
      run.createdAt,
      JSON.stringify(plan),
      plan.templates.length,
      plan.repeats,
      run.config,
      run.promptgridVersion,
      run.gitCommit,
      run.parent?.run ?? null,
      run.parent?.scorer ?? null,
      run.parent?.scorerHash ?? null,
    );
  const key = Number(inserted.lastInsertRowid);
  const insertSet = connection.prepare(
    "insert into run_prompt_sets (run_key, ordinal, prompt_set_key, name) values (?, ?, ?, ?)",
  );
  for (const [ordinal, setKey] of run.promptSetKeys.entries()) {
    insertSet.run(key, ordinal, setKey, plan.promptSets[ordinal]?.name ?? "");
  }
  const insertLane = connection.prepare("insert into lanes (run_key, ordinal) values (?, ?)");
  for (const ordinal of plan.models.keys()) insertLane.run(key, ordinal);
  return key;
}

/** A lane's cells must fit into the lower half of a record's key. */
function refuseOversize(draft: DraftShape, lastPosition: number): void {
  const cells = (lastPosition + 1) * draft.template_count * draft.repeats;
  if (cells <= GREATEST_CHILD_COUNT) return;
  throw new StoreError(
    "RUN_TOO_LARGE",
    `run ${draft.id} has ${cells} tasks per model, the store holds ${GREATEST_CHILD_COUNT}: split the prompts over several runs`,
  );
}

function noSuchRun(runKey: number): StoreError {
  return new StoreError("NO_SUCH_RUN", `the store has no run with the key ${runKey}`);
}
