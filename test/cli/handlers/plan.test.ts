import { expect, test } from "vitest";
import { execute } from "../../../src/cli/execute.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { memoryContext } from "../support/memory-context.ts";

const models = ["A", "B"].map((name) => ({
  name,
  model: "m",
  baseUrl: "https://api.example.com/v1",
  apiKeyEnv: `KEY_OF_${name}`,
}));

async function plan(
  files: Record<string, unknown>,
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; stdout: string; problems: string[] }> {
  const directory = await temporaryFolder({ "runner.config.json": { prompts: ["*.csv"], models }, ...files });
  const context = memoryContext({ directory, environment });
  const code = await execute(["plan", ...args], context);
  const problems = context.printed("stderr").split("\n").slice(0, -2);
  return { code, stdout: context.printed("stdout"), problems };
}

const keys = { KEY_OF_A: "sk-key-of-model-a", KEY_OF_B: "sk-key-of-model-b" };
const good = { "a.csv": "prompt\nhello\n" };

test("a grid that can run is estimated and is exit 0", async () => {
  const { code, stdout, problems } = await plan(good, keys);
  expect([code, problems]).toEqual([0, []]);
  expect(stdout).toContain("1 prompt, 2 tasks; nothing was sent.");
  expect(stdout).toContain("an answer is taken to need a second");
});

test("missing keys do not keep a grid from being estimated, but are exit 2", async () => {
  const { code, stdout, problems } = await plan(good, { KEY_OF_A: "sk-key-of-model-a" });
  expect(code).toBe(2);
  expect(stdout).toContain("1 prompt, 2 tasks");
  expect(problems).toEqual([
    expect.stringMatching(/^runner\.config\.json: models\[1\]\.apiKeyEnv: .* KEY_OF_B is not set/),
  ]);
});

test("only the keys of the models that are asked are needed", async () => {
  expect((await plan(good, { KEY_OF_A: "sk-key-of-model-a" }, "--models", "A")).code).toBe(0);
});

test("missing keys and the problems of every prompt set are told at once", async () => {
  const { code, stdout, problems } = await plan({ "a.csv": "prompt\na,b\n", "b.csv": "text\nhello\n" }, {});
  expect([code, stdout]).toEqual([2, ""]);
  expect(problems).toEqual([
    expect.stringContaining("KEY_OF_A is not set"),
    expect.stringContaining("KEY_OF_B is not set"),
    expect.stringContaining("a.csv:2: the row has too many fields"),
    expect.stringContaining('b.csv: the template "default" uses {{prompt}}'),
  ]);
});

test("a config that is wrong beside its keys is told whole", async () => {
  const { code, problems } = await plan({ ...good, "runner.config.json": { models, repeats: 0 } }, {});
  expect(code).toBe(2);
  expect(problems.map((problem) => problem.split(": ")[1])).toEqual([
    "models[0].apiKeyEnv",
    "models[1].apiKeyEnv",
    "repeats",
  ]);
});
