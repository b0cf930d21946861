import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { execute } from "../../../src/cli/execute.ts";
import { memoryContext } from "../support/memory-context.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const config = {
  models: [
    {
      name: "Qwen",
      model: "qwen2.5-7b-instruct",
      baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
      apiKeyEnv: "QWEN_KEY",
    },
    { name: "xinghuo", model: "generalv3.5", baseUrl: "https://spark-api-open.xf-yun.com/v1", apiKeyEnv: "SPARK_KEY" },
    { name: "Claude", model: "claude-haiku-4-5", baseUrl: "https://api.anthropic.com/v1", apiKeyEnv: "CLAUDE_KEY" },
  ],
};
const environment = { QWEN_KEY: "sk-secret-of-qwen", SPARK_KEY: "secret:of-spark", CLAUDE_KEY: "sk-ant-secret" };

async function models(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "runner.config.json"), JSON.stringify(config));
  const context = memoryContext({ directory: folder.path, environment });
  const code = await execute(["models", "--simulate", ...args], context);
  return { code, stdout: context.printed("stdout"), stderr: context.printed("stderr") };
}

test("it says of each model whether its endpoint lists it, and an absent listing is only a warning", async () => {
  const { code, stdout } = await models();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^SIMULATED/);
  expect(stdout).toMatch(
    /Qwen: qwen2\.5-7b-instruct at https:.* \(dashscope, key from QWEN_KEY\)\n {2}listing {2}the id is among the \d+ offered/,
  );
  expect(stdout).toMatch(/xinghuo: .*\n {2}listing {2}warning: none: Spark has no model listing/);
  expect(stdout).toMatch(/Claude: .*\n {2}listing {2}NOT LISTED: .*Did you mean claude-haiku-4-5-20251001\?/);
  expect(stdout).not.toContain("check ");
});

test("a check shows answer, usage and latency", async () => {
  const { code, stdout } = await models("--check", "--models", "Qwen,xinghuo");
  expect(code).toBe(0);
  expect(stdout.match(/check {4}answered ".+" .*in \d+ ms, usage \d+ prompt \+ \d+ completion tokens/g)).toHaveLength(
    2,
  );
  expect(stdout).not.toContain("Claude");
});

test("a failed check is exit 3, says why, and prints no key", async () => {
  const { code, stdout, stderr } = await models("--check", "--simulate-fault", "spark/unauthorized");
  expect(code).toBe(3);
  expect(stdout).toMatch(/xinghuo: .*\n.*\n {2}check {4}FAILED \(.+\): /);
  expect(stdout.match(/answered/g)).toHaveLength(2);
  for (const key of Object.values(environment)) expect(stdout + stderr).not.toContain(key);
});

test("as JSON it is one object per model", async () => {
  const { stdout } = await models("--check", "--json", "--models", "Qwen");
  expect(JSON.parse(stdout)).toMatchObject({
    name: "Qwen",
    listing: { kind: "listed" },
    check: { httpStatus: 200, verdict: { kind: "settled", outcome: { kind: "completed" } } },
  });
});
