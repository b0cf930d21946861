/** Reads, checks and stores a CSV file as a run does: `ingest.ts <file>`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { defaultParseOptions } from "../../src/prompts/options.ts";
import { ingestPromptSets } from "../../src/run/prompt-sets.ts";
import { openStore } from "../../src/store/sqlite/sqlite-store.ts";
import { clientArguments, reportClient } from "./report.ts";

const { url: file } = clientArguments();
const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
const models = [{ name: "one", model: "bench", baseUrl: "http://127.0.0.1:9/v1", provider: "generic" as const }];
const config = resolveConfig({ prompts: [file], models }, { directory: dirname(file), environment: {} });
{
  await using store = await openStore(join(folder, "promptgrid.db"));
  const start = performance.now();
  const selection = { where: [], limit: null, sample: null, skipInvalid: false };
  await ingestPromptSets(store, config, { parse: defaultParseOptions, selection });
  reportClient(start, new Float64Array(1));
}
await rm(folder, { recursive: true });
