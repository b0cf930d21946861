/** The endpoint of the benchmarks, in a process of its own: prints its URL, serves until its parent goes away. */
import { startSimulator } from "../src/simulator/simulator.ts";

const [medianMs = "0", slowMs = "0", completionLength = "200"] = process.argv.slice(2);
const simulator = await startSimulator({
  latency: { medianMs: Number(medianMs) },
  latencyOf: { slow: { medianMs: Number(slowMs) } },
  completionLength: Number(completionLength),
});
console.log(simulator.url);
process.stdin.resume().on("end", () => process.exit(0));
