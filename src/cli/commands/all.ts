import type { Command } from "../command.ts";
import { baselineCommand } from "./baseline.ts";
import { compareCommand } from "./compare.ts";
import { exportCommand } from "./export.ts";
import { historyCommand } from "./history.ts";
import { initCommand } from "./init.ts";
import { modelsCommand } from "./models.ts";
import { planCommand } from "./plan.ts";
import { resumeCommand } from "./resume.ts";
import { runCommand } from "./run.ts";
import { runsCommand } from "./runs.ts";
import { scoreCommand } from "./score.ts";
import { showCommand } from "./show.ts";
import { simulateCommand } from "./simulate.ts";

/** Every command, in the order of `--help`; `completion` is built into the parser. */
export const commands: readonly Command[] = [
  initCommand,
  planCommand,
  modelsCommand,
  runCommand,
  resumeCommand,
  runsCommand,
  showCommand,
  scoreCommand,
  compareCommand,
  baselineCommand,
  historyCommand,
  exportCommand,
  simulateCommand,
];
