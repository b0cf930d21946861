import { isAbsolute, relative, sep } from "node:path";
import { STANDARD_INPUT } from "./prompt-file.ts";
import type { PromptFile } from "./prompt-file.ts";

/**
 * Gives each path the name under which its prompts appear: relative to `directory` with `/` when inside it, else the
 * shortest tail of the path (at least the base name) that no other file has. Names do not depend on the order of paths.
 */
export function namePromptFiles(paths: readonly string[], directory: string): PromptFile[] {
  const named = paths.map((path) => ({ path, segments: segmentsOf(path, directory) }));
  return named.map(({ path, segments }) => {
    if (!segments.shortenable) return { path, name: segments.parts.join("/") };
    let length = 1;
    const tail = () => segments.parts.slice(-length).join("/");
    while (length < segments.parts.length && named.some((other) => other.path !== path && isNamed(other, tail()))) {
      length++;
    }
    return { path, name: tail() };
  });
}

interface Segments {
  readonly parts: readonly string[];
  /** False for files inside the directory and standard input: their whole path is the name. */
  readonly shortenable: boolean;
}

function segmentsOf(path: string, directory: string): Segments {
  if (path === STANDARD_INPUT) return { parts: ["stdin"], shortenable: false };
  const inside = relative(directory, path);
  const outside = isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`);
  return outside
    ? { parts: path.split(sep).filter((part) => part !== ""), shortenable: true }
    : { parts: inside.split(sep), shortenable: false };
}

function isNamed({ segments }: { readonly segments: Segments }, name: string): boolean {
  const whole = segments.parts.join("/");
  return whole === name || (segments.shortenable && whole.endsWith(`/${name}`));
}
