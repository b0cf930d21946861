/**
 * `node bench/calibration.ts [comparisons]`: how often the gate is wrong, and how often intervals hold the truth, over
 * simulated comparisons whose truth is known. Each line has its target and whether it was met.
 */
import { parseArgs } from "node:util";
import { calibrateCoverage, calibrateVerdicts, type Line } from "./calibration/calibrate.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const comparisons = Number(positionals[0] ?? 2000);
if (!(Number.isInteger(comparisons) && comparisons > 0)) throw new RangeError("comparisons is a whole number from 1");

function* lines(): Generator<Line> {
  yield* calibrateVerdicts(comparisons);
  yield* calibrateCoverage(comparisons);
}

const startedAt = performance.now();
const outcomes = { met: 0, "too wide": 0, missed: 0 };
let title = "";
console.log(`${comparisons} simulated comparisons each; targets widened by 3 standard errors of so many`);
for (const line of lines()) {
  if (line.title !== title) console.log(`\n${line.title}`);
  title = line.title;
  outcomes[line.outcome] += 1;
  console.log(
    `  ${line.name.padEnd(58)} ${(100 * line.share).toFixed(1).padStart(5)} %  ${line.target.padEnd(12)} ${line.outcome}`,
  );
}
console.log(
  `\n${outcomes.met} met, ${outcomes["too wide"]} too wide (missed on the safe side), ${outcomes.missed} missed`,
);
console.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
