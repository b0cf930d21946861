import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { hashPromptFile } from "../../src/prompts/hash-prompt-file.ts";
import { defaultParseOptions } from "../../src/prompts/options.ts";
import type { ParseOptions } from "../../src/prompts/options.ts";
import { spoolStandardInput } from "../../src/prompts/spool-standard-input.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readFileAsSet } from "./read-set.ts";

test("hashes bytes and format, not the name", async () => {
  const big = Buffer.alloc(300_000, "x");
  const folder = await temporaryFolder({ "a.csv": big, "b.csv": big, "a.tsv": big, "c.csv": "other" });
  const hash = (name: string) => hashPromptFile({ path: join(folder, name), name }, defaultParseOptions);
  expect(await hash("a.csv")).toMatch(/^[0-9a-f]{64}$/);
  expect(await hash("b.csv")).toBe(await hash("a.csv"));
  expect(await hash("c.csv")).not.toBe(await hash("a.csv"));
  expect(await hash("a.tsv")).not.toBe(await hash("a.csv"));
});

test("every option that can change the rows changes the hash", async () => {
  const folder = await temporaryFolder({ "a.csv": "p\nx\n" });
  const file = { path: join(folder, "a.csv"), name: "a.csv" };
  const variants: Partial<ParseOptions>[] = [
    {},
    { encoding: "gb18030" },
    { delimiter: ";" },
    { header: false },
    { quotes: false },
    { skipInvalid: true },
    { idColumn: "key" },
  ];
  const hashes = await Promise.all(variants.map((some) => hashPromptFile(file, { ...defaultParseOptions, ...some })));
  expect(new Set(hashes).size).toBe(variants.length);
});

test("standard input is spooled, so that it can be hashed and then read, and goes away again", async () => {
  const input = Readable.from([Buffer.from('id;prompt\n1;"a'), Buffer.from(';b"\n')]);
  let path = "";
  {
    await using spooled = await spoolStandardInput(input);
    path = spooled.file.path;
    expect(spooled.file.name).toBe("stdin");
    expect(await readFile(path, "utf8")).toBe('id;prompt\n1;"a;b"\n');
    expect(await hashPromptFile(spooled.file, defaultParseOptions)).toMatch(/^[0-9a-f]{64}$/);
    const set = await readFileAsSet(path, spooled.file.name);
    expect(set.cells).toEqual([["1", "a;b"]]);
  }
  expect(existsSync(path)).toBe(false);
});

test("a standard input that fails leaves nothing behind and says why", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("p\n");
    throw new Error("the pipe broke");
  }
  await expect(spoolStandardInput(failing())).rejects.toThrow("the pipe broke");
});
