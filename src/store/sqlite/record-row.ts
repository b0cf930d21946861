import type { Answer, Outcome, TaskRecord, Usage } from "../../core/record.ts";

/** The outcome's number in the database is its place here; new kinds go to the end. */
export const OUTCOME_KINDS = ["completed", "refused", "failed"] as const satisfies readonly Outcome["kind"][];
export const USAGE_KINDS = ["absent", "reported", "inconsistent"] as const satisfies readonly Usage["kind"][];

/** Columns of `records` after its key. */
export const FIGURE_COLUMNS =
  "outcome, code, message, finish_reason, usage, prompt_tokens, completion_tokens, total_tokens, cached_tokens, " +
  "reasoning_tokens, cost, attempts, rate_limited, queue_ms, retry_ms, latency_ms, ttft_ms, started_at, request_id, " +
  "returned_model, http_status";

/** Columns of `bodies` after its key. */
export const BODY_COLUMNS = "text, reasoning, tool_calls, raw_block, raw_offset, raw_length";

/** `key, FIGURE_COLUMNS, BODY_COLUMNS` as SQLite returns them. */
export type RecordRow = readonly [
  key: number,
  outcome: number,
  code: string | null,
  message: string | null,
  finishReason: string | null,
  usage: number,
  promptTokens: number | null,
  completionTokens: number | null,
  totalTokens: number | null,
  cachedTokens: number | null,
  reasoningTokens: number | null,
  cost: number | null,
  attempts: number,
  rateLimited: number,
  queueMs: number,
  retryMs: number,
  latencyMs: number | null,
  ttftMs: number | null,
  startedAt: number,
  requestId: string | null,
  returnedModel: string | null,
  httpStatus: number | null,
  text: string | null,
  reasoning: string | null,
  toolCalls: string | null,
  rawBlock: number | null,
  rawOffset: number | null,
  rawLength: number | null,
];

/** The record behind a row; `raw` is looked up by whoever wants it. */
export function recordFromRow(row: RecordRow, cell: number, raw: Uint8Array | null): TaskRecord {
  const [, , , , , , , , , , , cost, attempts, rateLimited, queueMs, retryMs, latencyMs, ttftMs, startedAt] = row;
  return {
    cell,
    outcome: outcomeFromRow(row),
    usage: usageFromRow(row),
    cost,
    attempts,
    rateLimited,
    queueMs,
    retryMs,
    latencyMs,
    ttftMs,
    startedAt,
    requestId: row[19],
    returnedModel: row[20],
    httpStatus: row[21],
    raw,
  };
}

function outcomeFromRow(row: RecordRow): Outcome {
  const [, outcome, code, message, finishReason] = row;
  const kind = OUTCOME_KINDS[outcome] ?? "failed";
  if (kind === "completed") return { kind, ...answerFromRow(row, finishReason) };
  const problem = { code: code ?? "", message: message ?? "" };
  return kind === "failed" ? { kind, ...problem } : { kind, ...problem, ...answerFromRow(row, finishReason) };
}

function answerFromRow(row: RecordRow, finishReason: string | null): Answer {
  return { text: row[22], reasoning: row[23], toolCalls: row[24], finishReason };
}

function usageFromRow(row: RecordRow): Usage {
  const kind = USAGE_KINDS[row[5]] ?? "absent";
  if (kind === "absent") return { kind };
  return {
    kind,
    promptTokens: row[6],
    completionTokens: row[7],
    totalTokens: row[8],
    cachedTokens: row[9],
    reasoningTokens: row[10],
  };
}
