import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDotEnv, readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { temporaryFolder } from "../support/folder.ts";
import { minimalModel, rejectedProblems, written } from "./problems.ts";

const environment = {};

async function problemsOfText(text: string | Buffer): Promise<string[]> {
  const cwd = await temporaryFolder({ "runner.config.json": text });
  return rejectedProblems(loadConfig(undefined, { cwd, environment }));
}

describe("loadConfig", () => {
  test("reads runner.config.json in the working directory when no file is named", async () => {
    const cwd = await temporaryFolder({ "runner.config.json": written() });
    expect(await loadConfig(undefined, { cwd, environment })).toMatchObject({
      directory: cwd,
      file: "runner.config.json",
      results: join(cwd, "results"),
    });
  });

  test("resolves paths against the folder of the file, and calls the file as the user does", async () => {
    const cwd = await temporaryFolder({ "sub/other.json": written({ results: "out" }) });
    expect(await loadConfig("sub/other.json", { cwd, environment })).toMatchObject({
      directory: join(cwd, "sub"),
      file: "sub/other.json",
      results: join(cwd, "sub", "out"),
    });
    const broken = await temporaryFolder({ "sub/other.json": written({ repeats: 0 }) });
    expect(await rejectedProblems(loadConfig("./sub/other.json", { cwd: broken, environment }))).toEqual([
      "./sub/other.json: repeats: is too small (found 0, expected at least 1)",
    ]);
  });

  test("says how to get a config when there is none", async () => {
    const cwd = await temporaryFolder();
    expect(await rejectedProblems(loadConfig(undefined, { cwd, environment }))).toEqual([
      "runner.config.json: there is no such file (expected a config file). Write one with `promptgrid init`, or name another with --config",
    ]);
  });

  test("says so when the path is a folder", async () => {
    const cwd = await temporaryFolder({ "folder/file": "" });
    expect(await rejectedProblems(loadConfig("folder", { cwd, environment }))).toEqual([
      "folder: is a folder (expected a config file)",
    ]);
  });

  test("takes a byte order mark", async () => {
    const cwd = await temporaryFolder({ "runner.config.json": `\uFEFF${JSON.stringify(written())}` });
    expect((await loadConfig(undefined, { cwd, environment })).models).toHaveLength(1);
  });

  test("refuses other encodings than UTF-8", async () => {
    expect(await problemsOfText(Buffer.from('{"prompts": ["caf\xe9.csv"]}', "latin1"))).toEqual([
      "runner.config.json: is not encoded in UTF-8. Save the file as UTF-8",
    ]);
  });

  test.each([
    ["", "runner.config.json:1:1: is no JSON (found the end of the file, expected a value)"],
    [
      '{\n  "a": 1,\n}',
      'runner.config.json:2:9: is no JSON (found ",", expected "}"). Remove the comma after the last entry',
    ],
    [
      "{\n  // note\n}",
      'runner.config.json:2:3: is no JSON (found "/", expected a key in double quotes). Remove the comment: JSON has none',
    ],
    ["{'a': 1}", 'runner.config.json:1:2: is no JSON (found "\'", expected a key in double quotes)'],
    ['{"a" 1}', 'runner.config.json:1:6: is no JSON (found "1", expected ":")'],
    ['{"a": [1\n "x"]}', 'runner.config.json:2:2: is no JSON (found """, expected "," or "]")'],
    ['{"a": 1', 'runner.config.json:1:8: is no JSON (found the end of the file, expected "," or "}")'],
    ["{} 早", 'runner.config.json:1:4: is no JSON (found "早", expected the end of the file)'],
    [
      '{"a": "x\n"}',
      'runner.config.json:1:7: is no JSON (found """, expected text that ends with a double quote on the same line, with \\ only in escapes)',
    ],
  ])("points at the place in %j", async (text, message) => {
    expect(await problemsOfText(text)).toEqual([message]);
  });

  test("reports fields that stand twice together with everything else", async () => {
    const text = `{\n "repeats": 0,\n "models": [${JSON.stringify(minimalModel)}],\n "models": []\n}`;
    expect(await problemsOfText(text)).toEqual([
      "runner.config.json:4:2: the field models stands here a second time. Remove one of them: only the last one would count",
      "runner.config.json: repeats: is too small (found 0, expected at least 1)",
      "runner.config.json: models: is an empty list (expected at least one entry)",
    ]);
  });

  test("the shipped config needs no key to rehearse, and names each key that a real run needs", async () => {
    const config = await loadConfig(undefined, { cwd: process.cwd(), environment, simulate: true });
    expect(config.models.map(({ name, provider }) => [name, provider])).toEqual([
      ["Qwen2.5-7B-Instruct", "dashscope"],
      ["xinghuo", "spark"],
      ["Claude", "anthropic"],
    ]);
    expect(await rejectedProblems(loadConfig(undefined, { cwd: process.cwd(), environment }))).toEqual([
      expect.stringContaining("models[0].apiKeyEnv: the environment variable DASHSCOPE_API_KEY is not set"),
      expect.stringContaining("models[1].apiKeyEnv: the environment variable SPARK_API_PASSWORD is not set"),
      expect.stringContaining("models[2].apiKeyEnv: the environment variable ANTHROPIC_API_KEY is not set"),
    ]);
  });
});

describe("the environment of a run", () => {
  test("holds what .env says, quotes and comments taken away", async () => {
    const folder = await temporaryFolder({ ".env": '# note\nA=1\nB="two words"\n' });
    expect(await readDotEnv(folder)).toEqual({ A: "1", B: "two words" });
    expect(await readDotEnv(join(folder, "absent"))).toEqual({});
    const windows = await temporaryFolder({ ".env": "\uFEFFA=1\r\nB=2\r\n" });
    expect(await readDotEnv(windows)).toEqual({ A: "1", B: "2" });
  });

  test("prefers the real environment, then .env beside the config, then .env in the working directory", async () => {
    const cwd = await temporaryFolder({ ".env": "A=cwd\nB=cwd\nC=cwd", "sub/.env": "A=sub\nB=sub" });
    expect(await readEnvironment("sub/c.json", { cwd, environment: { A: "real" } })).toEqual({
      A: "real",
      B: "sub",
      C: "cwd",
    });
    expect(await readEnvironment(undefined, { cwd, environment: {} })).toEqual({ A: "cwd", B: "cwd", C: "cwd" });
  });

  test("says which .env cannot be read", async () => {
    const cwd = await temporaryFolder({ ".env/file": "" });
    expect(await rejectedProblems(readDotEnv(cwd))).toEqual([`${join(cwd, ".env")}: cannot be read (found EISDIR)`]);
  });
});
