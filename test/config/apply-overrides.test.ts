import { describe, expect, test } from "vitest";
import { applyOverrides, type ConfigOverrides } from "../../src/config/apply-overrides.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { formatProblem, ProblemsError } from "../../src/core/errors.ts";
import { minimalModel } from "./problems.ts";

const config = resolveConfig(
  { models: ["Qwen", "xinghuo", "Claude"].map((name) => ({ ...minimalModel, name })) },
  { directory: "/home/ada/project", file: "runner.config.json", environment: {} },
);

function overrideProblems(overrides: ConfigOverrides): string[] {
  try {
    applyOverrides(config, overrides);
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe("applyOverrides", () => {
  test("without overrides nothing changes", () => {
    expect(applyOverrides(config, {})).toEqual(config);
  });

  test("keeps the named models in the config's order", () => {
    const { models } = applyOverrides(config, { models: ["Claude", "Qwen"] });
    expect(models.map(({ name }) => name)).toEqual(["Qwen", "Claude"]);
  });

  test("sets repeats, and the concurrency of every model", () => {
    const changed = applyOverrides(config, { repeats: 3, concurrency: 7 });
    expect(changed.repeats).toBe(3);
    expect(changed.models.map(({ limits }) => limits.concurrency)).toEqual([7, 7, 7]);
    expect(Object.isFrozen(changed.models[0]?.limits)).toBe(true);
  });

  test("takes prompts and results relative to the working directory, and leaves standard input alone", () => {
    const overrides = { prompts: ["data/**/*.csv", "-", "/abs/x.csv"], out: "out", cwd: "/home/ada/elsewhere" };
    expect(applyOverrides(config, overrides)).toMatchObject({
      prompts: ["../elsewhere/data/**/*.csv", "-", "../../../abs/x.csv"],
      results: "/home/ada/elsewhere/out",
    });
    expect(applyOverrides(config, { prompts: ["./a.csv"], cwd: "/home/ada/project" }).prompts).toEqual(["./a.csv"]);
  });

  test("reports every flag that cannot be used", () => {
    expect(
      overrideProblems({ models: ["qwen2", "zzz"], repeats: 0, concurrency: 1.5, prompts: [""], out: "" }),
    ).toEqual([
      '--models: is no model of the config (found "qwen2", expected one or more of "Qwen", "xinghuo", "Claude"). Did you mean Qwen?',
      '--models: is no model of the config (found "zzz", expected one or more of "Qwen", "xinghuo", "Claude")',
      "--repeats: is no usable number (found 0, expected a whole number from 1)",
      "--concurrency: is no usable number (found 1.5, expected a whole number from 1)",
      "--prompts: is empty",
      "--out: is empty",
    ]);
    expect(overrideProblems({ models: [] })).toEqual([
      '--models: names no model (expected one or more of "Qwen", "xinghuo", "Claude")',
    ]);
  });
});
