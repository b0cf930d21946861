/** Base of every error that promptgrid throws on purpose; anything else that surfaces is a defect of ours. */
export abstract class PromptgridError extends Error {
  abstract override readonly name: string;
}

/** Something the user wrote that cannot be used: where it stands, what was found, what was expected, what to do. */
export interface Problem {
  /** A file with its physical line (`prompts/a.csv:12`), a JSON path (`runner.config.json: models[0].baseUrl`), or a flag (`--limit`). */
  readonly where: string;
  /** What is wrong, as one sentence without a full stop. */
  readonly what: string;
  readonly found?: string;
  readonly expected?: string;
  /** The next step for the user. */
  readonly fix?: string;
}

/** The run could not start because of what the user wrote; carries every problem, not only the first. Exit code 2. */
export class ProblemsError extends PromptgridError {
  override readonly name = "ProblemsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** The store refused to take or give data (disk full, locked, damaged). Exit code 3: what was committed is safe. */
export class StoreError extends PromptgridError {
  override readonly name = "StoreError";
  /** SQLite's or PostgreSQL's own code, e.g. `SQLITE_FULL`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One problem as a single line: `where: what (found …, expected …). fix`. */
export function formatProblem(problem: Problem): string {
  const detail = [
    problem.found === undefined ? null : `found ${problem.found}`,
    problem.expected === undefined ? null : `expected ${problem.expected}`,
  ].filter((part) => part !== null);
  const head = `${problem.where}: ${problem.what}${detail.length > 0 ? ` (${detail.join(", ")})` : ""}`;
  return problem.fix === undefined ? head : `${head}. ${problem.fix}`;
}
