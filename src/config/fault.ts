import type { Problem } from "../core/errors.ts";

/** Keys and indexes from the config's root to a value. */
export type Path = readonly (string | number)[];

/** Something wrong in the written config, at a path inside it. */
export interface Fault extends Omit<Problem, "where"> {
  readonly path: Path;
}

/** `models[0].headers["X-Key"]`; "" for the root. */
export function formatPath(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/** The fault as a problem of the config file, or of the object that was passed from code (`file` null). */
export function problemOf({ path, ...problem }: Fault, file: string | null): Problem {
  const name = file ?? "config";
  return { where: path.length === 0 ? name : `${name}: ${formatPath(path)}`, ...problem };
}

/** A value as a message shows it: short, on one line. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value !== null && typeof value === "object") return "an object";
  if (typeof value !== "string") return String(value);
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…"`;
}

/** `a, b or c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
