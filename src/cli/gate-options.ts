import type { AskedGate } from "../run/asked-gate.ts";
import { askedGate } from "../run/asked-gate.ts";
import type { Gate } from "../core/gate.ts";
import { flagOption, parsedOption, textOption } from "./option.ts";
import type { OptionValues } from "./option.ts";
import { parseMarginOption } from "./parse-value.ts";
import { UsageError } from "./usage-error.ts";

const GATE = "Gate:";

/** How a gate judges, of `compare` and of the commands that fill a run. */
export const judgingOptions = {
  margin: parsedOption(
    "--margin",
    { group: GATE, describe: "Judge every score by this margin, e.g. 3pp, instead of the config's gate" },
    parseMarginOption,
  ),
  strict: flagOption({ group: GATE, describe: "FAIL where the candidate is significantly worse, however little" }),
  inconclusive: {
    group: GATE,
    describe: "What INCONCLUSIVE counts as [default: neither, exit 4]",
    choices: ["pass", "fail"],
    requiresArg: true,
  },
  junit: textOption("--junit", { group: GATE, describe: "Also write the gate's checks to this file, as JUnit XML" }),
} as const;

/** The gate at the end of a run. */
export const runGateOptions = {
  gate: flagOption({
    group: GATE,
    describe: "Compare the run with --baseline and judge it: exit 1 on FAIL, 4 on INCONCLUSIVE",
  }),
  baseline: textOption("--baseline", {
    group: GATE,
    describe: "What to compare with: run id, baseline, latest, latest:NAME, results folder or completions.csv",
  }),
  ...judgingOptions,
};

/** The gate that a run's command line asks for, or null; throws a UsageError for options that have no meaning alone. */
export function runGate(args: OptionValues<typeof runGateOptions>, configured: Gate | null): AskedGate | null {
  if (args.gate === true || args.margin !== undefined || args.strict === true) return askedGate(args, configured);
  const idle = (["baseline", "inconclusive", "junit"] as const).find((name) => args[name] !== undefined);
  if (idle !== undefined) throw new UsageError(`--${idle}: there is nothing to judge without --gate`);
  return null;
}

/** What `--inconclusive` says; undefined where it is not given. */
export function inconclusiveOf({ inconclusive }: { readonly inconclusive?: string | undefined }) {
  return inconclusive === "pass" || inconclusive === "fail" ? inconclusive : undefined;
}
