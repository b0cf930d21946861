import { spawnSync } from "node:child_process";

/** Width that the help is wrapped to without a terminal is fixed, so the texts do not depend on who generates them. */
function helpOf(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/bin.ts", ...words, "--help"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`promptgrid ${words.join(" ")} --help exited ${status}: ${stderr}`);
  return stdout.trimEnd();
}

/** `promptgrid --help` as a Markdown block. */
export function mainHelp(): string {
  return `\`\`\`text\n${helpOf([])}\n\`\`\``;
}

/** The help of every command, each under its heading. */
export function commandHelp(): string {
  const names = [...helpOf([]).matchAll(/^ {2}promptgrid ([a-z]+)/gm)].map((match) => match[1] ?? "");
  return names
    .filter((name) => name !== "completion")
    .map((name) => `## promptgrid ${name}\n\n\`\`\`text\n${helpOf([name])}\n\`\`\``)
    .join("\n\n");
}
