import type { TaskRecord } from "../../core/record.ts";
import { OUTCOME_KINDS, USAGE_KINDS } from "./record-row.ts";

/** A record on its way to the writer thread. */
export interface RunRecord {
  readonly runKey: number;
  readonly lane: number;
  readonly record: TaskRecord;
}

/**
 * Records as three flat columns: a third of the time that it takes to clone them as objects. The i-th record owns
 * `NUMBERS` numbers (NaN stands for null) and `TEXTS` texts; the raw bodies follow each other.
 */
export interface PackedRecords {
  readonly count: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly texts: readonly (string | null)[];
  readonly raws: Uint8Array<ArrayBuffer>;
}

export const NUMBERS = 20;
export const TEXTS = 8;

export function packRecords(records: readonly RunRecord[]): PackedRecords {
  const numbers = new Float64Array(records.length * NUMBERS);
  const texts: (string | null)[] = [];
  const raws = new Uint8Array(records.reduce((sum, { record }) => sum + (record.raw?.byteLength ?? 0), 0));
  let at = 0;
  let rawOffset = 0;
  const putNumber = (value: number | null) => {
    numbers[at] = value ?? Number.NaN;
    at += 1;
  };
  for (const { runKey, lane, record } of records) {
    const { outcome, usage, raw } = record;
    putNumber(runKey);
    putNumber(lane);
    putNumber(record.cell);
    putNumber(OUTCOME_KINDS.indexOf(outcome.kind));
    putNumber(USAGE_KINDS.indexOf(usage.kind));
    const tokens = usage.kind === "absent" ? null : usage;
    putNumber(tokens?.promptTokens ?? null);
    putNumber(tokens?.completionTokens ?? null);
    putNumber(tokens?.totalTokens ?? null);
    putNumber(tokens?.cachedTokens ?? null);
    putNumber(tokens?.reasoningTokens ?? null);
    putNumber(record.cost);
    putNumber(record.attempts);
    putNumber(record.rateLimited);
    putNumber(record.queueMs);
    putNumber(record.retryMs);
    putNumber(record.latencyMs);
    putNumber(record.ttftMs);
    putNumber(record.startedAt);
    putNumber(record.httpStatus);
    putNumber(raw?.byteLength ?? null);
    const problem = outcome.kind === "completed" ? null : outcome;
    const answer = outcome.kind === "failed" ? null : outcome;
    texts.push(
      storable(problem?.code ?? null),
      storable(problem?.message ?? null),
      storable(answer?.finishReason ?? null),
      storable(record.requestId),
      storable(record.returnedModel),
      storable(answer?.text ?? null),
      storable(answer?.reasoning ?? null),
      storable(answer?.toolCalls ?? null),
    );
    if (raw !== null) {
      raws.set(raw, rawOffset);
      rawOffset += raw.byteLength;
    }
  }
  return { count: records.length, numbers, texts, raws };
}

/** Half a surrogate pair has no UTF-8 form: it becomes U+FFFD here, where SQLite would make the whole text invalid. */
function storable(text: string | null): string | null {
  return text === null || text.isWellFormed() ? text : text.toWellFormed();
}
