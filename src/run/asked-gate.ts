import type { GateOptions } from "../compare/gate-rules.ts";
import type { Gate, Margin } from "../core/gate.ts";

/** What is asked of a gate beside the config's. */
export interface GateWish {
  /** Takes the place of the config's rules: every score by this margin. */
  readonly margin?: Margin | undefined;
  readonly strict?: boolean | undefined;
}

/** A gate with everything that decides its verdicts. */
export interface AskedGate extends GateOptions {
  /** Input column whose equal cells make prompts dependent, or null. */
  readonly cluster: string | null;
}

/** The config's gate with what is asked beside it; without a configured one, every score by a margin of 3 pp. */
export function askedGate({ margin, strict }: GateWish, configured: Gate | null, seed = 1): AskedGate {
  const { rules, cluster, strict: isStrict } = configured ?? { rules: [], cluster: null, strict: false };
  return { rules: margin === undefined ? rules : [], margin, cluster, strict: strict ?? isStrict, seed };
}
