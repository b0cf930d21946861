import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { ProblemsError, formatProblem } from "../../src/core/errors.ts";
import { defaultParseOptions } from "../../src/prompts/options.ts";
import { ingestPromptSets } from "../../src/run/prompt-sets.ts";
import { openResults } from "../../src/run/results.ts";
import { temporaryFolder } from "../support/folder.ts";

const models = [{ name: "m", model: "m", baseUrl: "http://127.0.0.1:9/v1" }];
const selection = { where: [], limit: null, sample: null, skipInvalid: false };

async function ingestion(files: Record<string, unknown>, prompts = Object.keys(files)) {
  const directory = await temporaryFolder(files);
  const config = resolveConfig({ prompts, models }, { directory, environment: {} });
  const results = await openResults(join(directory, "results"));
  const ingest = (changes: { readonly skipInvalid?: boolean; readonly signal?: AbortSignal } = {}) => {
    const { signal, ...parse } = changes;
    const options = { parse: { ...defaultParseOptions, ...parse }, selection };
    return ingestPromptSets(results.store, config, signal === undefined ? options : { ...options, signal });
  };
  return { results, ingest, [Symbol.asyncDispose]: () => results[Symbol.asyncDispose]() };
}

async function problemsOf(ingest: Promise<unknown>): Promise<string[]> {
  const error = await ingest.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProblemsError);
  return error instanceof ProblemsError ? error.problems.map(formatProblem) : [];
}

test("a set is stored once for its bytes and options, under whatever name it has", async () => {
  await using sets = await ingestion({ "a.csv": "prompt\nhello\n", "b.csv": "prompt\nhello\n" });
  const [first, second] = await sets.ingest();
  expect([first?.name, second?.name]).toEqual(["a.csv", "b.csv"]);
  expect(second?.stored.key).toBe(first?.stored.key);
  const [otherOptions] = await sets.ingest({ skipInvalid: true });
  expect(otherOptions?.stored.key).not.toBe(first?.stored.key);
});

test("what is wrong in all files is told at once, with what the templates miss in those that can be read", async () => {
  await using sets = await ingestion(
    {
      "ragged.csv": "id,prompt\n1\n2,b,c\n",
      "bytes.csv": Buffer.from("prompt\n\xff\n", "latin1"),
      "other.csv": "text\nx\n",
    },
    ["missing.csv", "ragged.csv", "bytes.csv", "other.csv"],
  );
  expect(await problemsOf(sets.ingest())).toEqual([
    expect.stringMatching(/^missing\.csv: no prompt set is there/),
    expect.stringMatching(/^ragged\.csv:2: the row has too few fields/),
    expect.stringMatching(/^ragged\.csv:3: the row has too many fields/),
    expect.stringMatching(/^bytes\.csv:2: the text is not valid utf-8/),
    expect.stringMatching(/^other\.csv: the template "default" uses \{\{prompt\}\}/),
  ]);
});

test("a set that is refused or whose reading is aborted leaves nothing under its hash", async () => {
  await using sets = await ingestion({ "a.csv": "prompt\nhello\n" });
  await expect(sets.ingest({ signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  const [stored] = await sets.ingest();
  expect(stored?.stored.rows).toBe(1);
});
