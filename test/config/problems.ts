import { expect } from "vitest";
import { ProblemsError, formatProblem } from "../../src/core/errors.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";

/** The least that a config needs. */
export const minimalModel = { name: "a", model: "m", baseUrl: "https://api.example.com/v1" };

/** A config that is right, with other top-level fields. */
export function written(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { models: [minimalModel], ...fields };
}

/** A config that is right, whose only model has other fields. */
export function writtenModel(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return written({ models: [{ ...minimalModel, ...fields }] });
}

/** Every problem that resolving finds, as the user sees it. */
export function problemsOf(config: unknown, environment: Record<string, string> = {}, simulate = false): string[] {
  try {
    resolveConfig(config, { directory: "/home/ada", file: "c.json", environment, simulate });
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemsError);
    return error instanceof ProblemsError ? error.problems.map(formatProblem) : [];
  }
  return [];
}

/** The problems that an awaited call ends with, as the user sees them. */
export async function rejectedProblems(promise: Promise<unknown>): Promise<string[]> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemsError);
  return error instanceof ProblemsError ? error.problems.map(formatProblem) : [];
}
