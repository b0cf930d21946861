import { constants, zstdCompressSync } from "node:zlib";
import { StoreError } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import { packKey } from "./keys.ts";
import type { Leases } from "./leases.ts";
import { NUMBERS, TEXTS } from "./packed-records.ts";
import type { PackedRecords } from "./packed-records.ts";
import { BODY_COLUMNS, FIGURE_COLUMNS } from "./record-row.ts";

/** Raw bodies that are compressed as one, bytes: enough to pay, little enough to take one out again. */
const BLOCK_BYTES = 2 ** 18;
/** A buffer of this size is no part of the pool from which Node serves small ones, bytes. */
const OWN_BUFFER_BYTES = 2 * Buffer.poolSize;

/** Part of a batch's raw bodies, ready to be stored. */
interface RawBlock {
  /** Index of the first record after it. */
  readonly end: number;
  readonly isCompressed: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
}

const placeholders = (count: number) => Array<string>(count).fill("?").join(", ");

/** Writes batches of records, one durable transaction each. */
export function recordWriter(connection: Connection, leases: Leases): (batch: PackedRecords) => void {
  const selectLane = connection
    .prepare<[number, number], number>("select key from lanes where run_key = ? and ordinal = ?")
    .pluck();
  const findLane = (runKey: number, ordinal: number): number => {
    leases.demandHeld("runs", runKey);
    const lane = selectLane.get(runKey, ordinal);
    if (lane !== undefined) return lane;
    throw new StoreError("NO_SUCH_LANE", `the store has no lane ${ordinal} of run ${runKey}`);
  };
  // The first record of a cell counts: what was paid for and shown must not change afterwards.
  const insertRecord = connection.prepare(
    `insert into records (key, ${FIGURE_COLUMNS}) values (${placeholders(22)}) on conflict (key) do nothing`,
  );
  const insertBody = connection.prepare(`insert into bodies (key, ${BODY_COLUMNS}) values (${placeholders(7)})`);
  const insertBlock = connection.prepare("insert into raw_blocks (is_compressed, data) values (?, ?)");

  const insertAll = (batch: PackedRecords, blocks: readonly RawBlock[]): void => {
    const lanes = new Map<string, number>();
    let block = 0;
    let blockKey: number | bigint | null = null;
    let offset = 0;
    for (let index = 0; index < batch.count; index += 1) {
      const current = blocks[block];
      if (current !== undefined && blockKey === null) {
        blockKey = insertBlock.run(current.isCompressed ? 1 : 0, current.data).lastInsertRowid;
        offset = 0;
      }
      const figures = batch.numbers.subarray(index * NUMBERS, (index + 1) * NUMBERS);
      const number = (at: number): number | null => {
        const value = figures[at] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      };
      const text = (at: number): string | null => batch.texts[index * TEXTS + at] ?? null;
      const place = `${number(0)} ${number(1)}`;
      const lane = lanes.get(place) ?? findLane(number(0) ?? -1, number(1) ?? -1);
      lanes.set(place, lane);
      const key = packKey(lane, number(2) ?? 0);
      // oxfmt-ignore
      const { changes } = insertRecord.run(
        key, number(3), text(0), text(1), text(2), number(4), number(5), number(6), number(7), number(8), number(9),
        number(10), number(11), number(12), number(13), number(14), number(15), number(16), number(17), text(3), text(4),
        number(18),
      );
      const rawLength = number(19);
      if (changes > 0 && (rawLength !== null || text(5) !== null || text(6) !== null || text(7) !== null)) {
        const inBlock = rawLength === null || rawLength === 0 ? null : blockKey;
        insertBody.run(key, text(5), text(6), text(7), inBlock, inBlock === null ? null : offset, rawLength);
      }
      offset += rawLength ?? 0;
      if (current !== undefined && index + 1 === current.end) {
        block += 1;
        blockKey = null;
      }
    }
  };

  return (batch) => {
    // Compressed before the transaction, so that other processes wait no longer than they must.
    const blocks = packBlocks(batch);
    writeTransaction(connection, () => insertAll(batch, blocks));
    // Freed at once: left to the garbage collector, the bodies of a fast run pile up to 40 MB.
    for (const buffer of new Set([batch.raws.buffer, ...blocks.map(({ data }) => data.buffer)])) {
      if (buffer.byteLength >= OWN_BUFFER_BYTES) buffer.transfer(0);
    }
  };
}

/** Cuts the batch's raw bodies into blocks at record boundaries. */
function packBlocks(batch: PackedRecords): RawBlock[] {
  const blocks: RawBlock[] = [];
  let start = 0;
  let end = 0;
  for (let index = 0; index < batch.count; index += 1) {
    const length = batch.numbers[index * NUMBERS + NUMBERS - 1] ?? Number.NaN;
    end += Number.isNaN(length) ? 0 : length;
    if (end - start >= BLOCK_BYTES || (index === batch.count - 1 && end > start)) {
      blocks.push({ end: index + 1, ...compress(batch.raws.subarray(start, end)) });
      start = end;
    }
  }
  return blocks;
}

function compress(raw: Uint8Array<ArrayBuffer>): { isCompressed: boolean; data: Uint8Array<ArrayBuffer> } {
  const data = zstdCompressSync(raw, {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    // The whole result in one buffer of its own, which can be freed.
    chunkSize: Math.max(OWN_BUFFER_BYTES, raw.byteLength),
  });
  return data.byteLength < raw.byteLength ? { isCompressed: true, data } : { isCompressed: false, data: raw };
}
