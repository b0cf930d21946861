import { ProblemsError } from "../core/errors.ts";
import type { FaultRule } from "../simulator/options.ts";
import { suggest } from "./suggest.ts";

/** Names shown where none comes close. */
const SHOWN_FAULTS = 5;

/** Throws a ProblemsError that names every fault the simulator cannot play, with the closest one that it can. */
export async function checkFaults(flag: string, rules: readonly FaultRule[]): Promise<void> {
  if (rules.length === 0) return;
  const { listFaults } = await import("../simulator/faults.ts");
  const names = listFaults().map(({ name }) => name);
  const problems = rules
    .filter(({ fault }) => !names.includes(fault))
    .map(({ fault }) => {
      const closest = names.find((name) => name.endsWith(`/${fault}`)) ?? suggest(fault, names);
      const some = names.filter((name) => name.startsWith("any/")).slice(0, SHOWN_FAULTS);
      const fix = closest === null ? `There are ${names.length}, e.g. ${some.join(", ")}` : `Did you mean ${closest}?`;
      return { where: flag, what: "is no fault of the simulator", found: JSON.stringify(fault), fix };
    });
  if (problems.length > 0) throw new ProblemsError(problems);
}
