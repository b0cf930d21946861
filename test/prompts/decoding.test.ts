import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeChunks } from "../../src/prompts/decode-chunks.ts";
import { readSet } from "./read-set.ts";

const HELLO = [0xc4, 0xe3, 0xba, 0xc3];

test("reads UTF-8 and UTF-16 of both orders by their byte order mark, which is no part of the text", async () => {
  const text = "id,prompt\r\n1,你好😀\r\n";
  const little = Buffer.from(`\uFEFF${text}`, "utf16le");
  const files = [Buffer.from(text), Buffer.from(`\uFEFF${text}`), little, Buffer.from(little).swap16()];
  for (const bytes of files) {
    const set = await readSet("a.csv", bytes);
    expect(set).toMatchObject({ problems: [], columns: ["id", "prompt"], cells: [["1", "你好😀"]], lines: [2] });
  }
});

test("reads any encoding of the Encoding Standard that is named", async () => {
  const file = (...bytes: number[]) => Buffer.concat([Buffer.from("p\n"), Buffer.from(bytes), Buffer.from("\n")]);
  const read = async (encoding: string, ...bytes: number[]) =>
    (await readSet("a.csv", file(...bytes), { encoding })).cells[0]?.[0];
  expect(await read("gb18030", ...HELLO)).toBe("你好");
  expect(await read("GB18030", 0x94, 0x39, 0xda, 0x33)).toBe("💩");
  expect(await read("gb2312", ...HELLO)).toBe("你好");
  expect(await read("big5", 0xa7, 0x41, 0xa6, 0x6e)).toBe("你好");
  expect(await read("shift_jis", 0x83, 0x5c)).toBe("ソ");
  expect(await read("euc-kr", 0xb0, 0xa1)).toBe("가");
  expect(await read("latin1", 0xe9)).toBe("é");
  expect(await read("iso-2022-jp", 0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42)).toBe("あ");
});

test("reads UTF-16 without a mark when told so", async () => {
  const set = await readSet("a.csv", Buffer.from("p\nਊ, 你\n", "utf16le"), { encoding: "utf-16le", delimiter: ";" });
  expect(set.cells).toEqual([["ਊ, 你"]]);
});

test("lets the byte order mark overrule a label, as the Encoding Standard does", async () => {
  const set = await readSet("a.csv", Buffer.from("\uFEFFp\n你\n"), { encoding: "gb18030" });
  expect(set.cells).toEqual([["你"]]);
});

test("names line, bytes, offset and encoding of invalid bytes and offers the encoding that fits", async () => {
  const bytes = Buffer.concat([Buffer.from('id,prompt\r\n1,"a\r\nb"\r\n2,'), Buffer.from(HELLO), Buffer.from("\r\n")]);
  const set = await readSet("a.csv", bytes);
  expect(set.problems).toEqual([
    "a.csv:4: the text is not valid utf-8 (found C4 E3 at byte 23 of the file, expected utf-8). If the file is written so, say --encoding gb18030 (or big5, shift_jis, euc-kr, windows-1252); else repair the bytes",
  ]);
});

test("names the line of the bytes themselves inside a multi-line cell", async () => {
  const bytes = Buffer.concat([Buffer.from('id,prompt\n1,"a\nb\nc'), Buffer.from([0xff]), Buffer.from('d\ne"\n2,f\n')]);
  const set = await readSet("a.csv", bytes, { skipInvalid: true });
  expect(set.skipped[0]).toContain("a.csv:4: the text is not valid utf-8 (found FF at byte 18 of the file");
  expect(set.rows).toEqual([{ row: 2, line: 6, id: "2", cells: ["2", "f"] }]);
});

test("counts offsets of a marked file from its first byte", async () => {
  const set = await readSet("a.csv", Buffer.concat([Buffer.from("\uFEFFp\n"), Buffer.from([0xff, 0x0a])]));
  expect(set.problems[0]).toContain("a.csv:2: the text is not valid utf-8 (found FF at byte 5 of the file");
});

test("refuses characters cut short: before a line end, at the end of the file, in the middle of a pair", async () => {
  const read = async (encoding: string, ...bytes: number[]) =>
    (await readSet("a.csv", Buffer.concat([Buffer.from("p\n"), Buffer.from(bytes)]), { encoding })).problems[0];
  expect(await read("utf-8", 0x61, 0xe4, 0xbd, 0x0a, 0x62)).toContain("found E4 BD at byte 3");
  expect(await read("utf-8", 0x61, 0xe4, 0xbd)).toContain("found E4 BD at byte 3");
  expect(await read("gb18030", 0x61, 0x81, 0x0a)).toContain("found 81 at byte 3");
  expect(await read("gb18030", 0x61, 0x81, 0x30, 0x81)).toContain("found 81 30 81 at byte 3");
  expect(await read("shift_jis", 0xa0, 0x0a)).toContain("found A0 at byte 2");
  const lone = Buffer.from([0xff, 0xfe, 0x70, 0, 0x0a, 0, 0x61, 0, 0x00, 0xd8, 0x0a, 0]);
  expect((await readSet("a.csv", lone)).problems[0]).toContain(
    "a.csv:2: the text is not valid utf-16le (found 00 D8 at byte 8",
  );
  const odd = lone.subarray(0, 9);
  expect((await readSet("a.csv", odd)).problems[0]).toContain("found 00 at byte 8");
});

test("does not take a U+FFFD that the file really holds for a fault", async () => {
  expect((await readSet("a.csv", "p\na\uFFFDb\n")).cells).toEqual([["a\uFFFDb"]]);
});

test("refuses NUL bytes and says what they may mean, once when the header is full of them", async () => {
  const cell = await readSet("a.csv", "p\nok\na\0b\n", { skipInvalid: true });
  expect(cell.cells).toEqual([["ok"]]);
  expect(cell.skipped[0]).toContain("a.csv:3: there is a NUL character in the text (found 00 at byte 6 of the file");
  const wide = await readSet("a.csv", Buffer.from("id,prompt\n1,x\n2,y\n", "utf16le"));
  expect(wide.problems).toHaveLength(1);
  expect(wide.problems[0]).toContain("say --encoding utf-16le");
});

test("refuses a file whose header is invalid, also when invalid rows are left out", async () => {
  const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from("p\nx\n")]);
  expect((await readSet("a.csv", bytes, { skipInvalid: true })).problems).toHaveLength(1);
});

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });

test("decodes any valid text, however it is cut into chunks", async () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é", "你", "😀", "ਊ", '"'), maxLength: 40 });
  const encodings = fc.constantFrom(["utf8", "utf-8"] as const, ["utf16le", "utf-16le"] as const);
  await fc.assert(
    fc.asyncProperty(texts, encodings, cuts, async (text, [written, read], sizes) => {
      const decoded = await decodeAll(cutInto(Buffer.from(text, written), sizes), read);
      expect(decoded).toEqual({ text, faults: [] });
    }),
    { numRuns: 300 },
  );
});

test("decodes any bytes cut into chunks as it decodes the whole", async () => {
  const encodings = ["utf-8", "utf-16le", "utf-16be", "gb18030", "big5", "shift_jis", "iso-2022-jp"];
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0d, 0x00, 0x81, 0xe4, 0xef, 0xbb, 0xbf, 0xff, 0xfe));
  await fc.assert(
    fc.asyncProperty(
      fc.array(byte, { maxLength: 60 }),
      fc.constantFrom(...encodings),
      cuts,
      async (bytes, encoding, sizes) => {
        const whole = await decodeAll([Uint8Array.from(bytes)], encoding);
        expect(await decodeAll(cutInto(Uint8Array.from(bytes), sizes), encoding)).toEqual(whole);
      },
    ),
    { numRuns: 400 },
  );
});

async function decodeAll(chunks: readonly Uint8Array[], encoding: string) {
  const texts: Uint8Array[] = [];
  const faults: unknown[] = [];
  for await (const piece of decodeChunks(toAsync(chunks), encoding)) {
    texts.push(piece.text);
    for (const { bytes, ...fault } of piece.faults) faults.push({ ...fault, bytes: [...bytes] });
  }
  return { text: Buffer.concat(texts).toString(), faults };
}

async function* toAsync(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function cutInto(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const end = start + (sizes[turn % sizes.length] ?? 1);
    chunks.push(bytes.subarray(start, end));
    start = end;
  }
  return chunks;
}
