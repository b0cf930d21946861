import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { createScorers } from "../../src/score/create-scorers.ts";
import { temporaryFolder } from "../support/folder.ts";
import { completion } from "./support/completion.ts";

test("the config and the module of docs/scores.md work as they stand there", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/scores.md"), "utf8");
  const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";
  const folder = await temporaryFolder({ "polite.ts": block("ts") });
  const config = resolveConfig(JSON.parse(block("json")), { directory: folder, environment: {} });
  const scorers = await createScorers(config.scorers, config);
  const answered = completion("请选B", { answer: "B", lang: "zh" });
  expect(scorers.map(({ name }) => name)).toEqual(["right", "short", "polite"]);
  expect(scorers.map((scorer) => scorer.score(answered))).toEqual([
    { value: 1, reason: null, extracted: "B" },
    { value: 1, reason: null },
    { value: 1, reason: "p1 in zh" },
  ]);
});
