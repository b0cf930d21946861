/** Exit codes that the command line decides itself; a run's own code comes from its summary. */
export const exitCode = {
  success: 0,
  /** A gate failed: a threshold or a regression. */
  gateFailed: 1,
  /** Usage, config, prompts or keys. */
  cannotRun: 2,
  /** Tasks failed or are unsettled, or the store gave up. */
  incomplete: 3,
  /** A gate could not decide. */
  inconclusive: 4,
  /** An uncaught error: a defect of promptgrid. */
  defect: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** The part of `--help` that says what the exit codes mean. */
export const exitCodeHelp = [
  "Exit codes:",
  "  0    every task completed or was refused by a content filter, and every gate passed",
  "  1    a gate failed: a threshold or a regression",
  "  2    could not run: usage, config, prompts or keys",
  "  3    ran, but tasks failed beyond --allow-failed or are unsettled",
  "  4    a gate could not decide",
  "  70   a defect of promptgrid",
  "  130  interrupted by SIGINT (Ctrl+C) after saving; 143 by SIGTERM",
].join("\n");
