/**
 * `node bench/calibration.ts [comparisons]`: how often the gate is wrong, and how often intervals hold the truth, over
 * simulated comparisons whose truth is known. Each line has its target and whether it was met.
 */
import { parseArgs } from "node:util";
import { calibrate, type Line } from "./calibration/calibrate.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const comparisons = Number(positionals[0] ?? 2000);
if (!(Number.isInteger(comparisons) && comparisons > 0)) throw new RangeError("comparisons is a whole number from 1");

const startedAt = performance.now();
const missed: Line[] = [];
let title = "";
console.log(`${comparisons} simulated comparisons each; targets widened by 3 standard errors of so many`);
for (const line of calibrate(comparisons)) {
  if (line.title !== title) console.log(`\n${line.title}`);
  title = line.title;
  if (!line.met) missed.push(line);
  console.log(
    `  ${line.name.padEnd(58)} ${(100 * line.share).toFixed(1).padStart(5)} %  ${line.target.padEnd(12)} ${line.met ? "met" : "MISSED"}`,
  );
}
console.log(`\n${missed.length === 0 ? "All targets met" : `${missed.length} targets missed`}`);
console.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
