import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Problem } from "../core/errors.ts";
import { namePromptFiles } from "./name-prompt-files.ts";
import { STANDARD_INPUT } from "./prompt-file.ts";
import type { PromptFile } from "./prompt-file.ts";

/**
 * The files that paths and globs (relative to `directory`) stand for: patterns in the order given, the matches of each
 * sorted by code unit, no file twice. A pattern is a path if a file has that very name; `-` is standard input.
 */
export async function findPromptFiles(
  patterns: readonly string[],
  directory: string,
): Promise<{ readonly files: readonly PromptFile[]; readonly problems: readonly Problem[] }> {
  const paths = new Set<string>();
  const problems: Problem[] = [];
  for (const pattern of patterns) {
    const matches = pattern === STANDARD_INPUT ? [STANDARD_INPUT] : await matchPattern(pattern, directory);
    if (!Array.isArray(matches)) {
      problems.push(matches);
      continue;
    }
    for (const path of matches) {
      const unreadable = path === STANDARD_INPUT ? null : await findObstacle(path);
      if (unreadable === null) paths.add(path);
      else problems.push(unreadable);
    }
  }
  if (patterns.length === 0) {
    problems.push({ where: "prompts", what: "no prompt set is named", expected: "at least one path, glob or -" });
  }
  return { files: namePromptFiles([...paths], directory), problems };
}

/** Absolute paths, sorted; a Problem when there is none. */
async function matchPattern(pattern: string, directory: string): Promise<string[] | Problem> {
  const path = resolve(directory, pattern);
  const entry = await stat(path).catch(() => null);
  if (entry?.isDirectory()) {
    return {
      where: pattern,
      what: "this is a folder, not a prompt set",
      fix: `Name the files in it, e.g. ${pattern.replace(/\/*$/, "")}/*.csv`,
    };
  }
  if (entry !== null && !entry.isFile()) {
    return {
      where: pattern,
      what: "this is a pipe or a device, which cannot be read twice",
      expected: "a file",
      fix: `Send it to standard input instead: --prompts - < ${pattern}`,
    };
  }
  if (entry !== null) return [path];
  const { glob } = await import("tinyglobby");
  const matches = await glob(pattern, { cwd: directory, absolute: true, onlyFiles: true, expandDirectories: false });
  if (matches.length > 0) return matches.map((match) => resolve(match)).sort();
  return {
    where: pattern,
    what: "no prompt set is there",
    expected: `a file that matches, looked for from ${directory}`,
  };
}

async function findObstacle(path: string): Promise<Problem | null> {
  try {
    await access(path, constants.R_OK);
    return null;
  } catch (error) {
    return {
      where: path,
      what: "the prompt set cannot be read",
      found: error instanceof Error ? error.message : String(error),
      fix: "Allow this user to read it",
    };
  }
}
