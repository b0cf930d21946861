import type { Params, ProviderName } from "./config.ts";
import type { Template } from "./messages.ts";

/** The identity of what a run asks: two runs with equal plans ask the same. Limits, prices and retries are no part of it. */
export interface RunPlan {
  readonly promptSets: readonly PlannedPromptSet[];
  readonly selection: Selection;
  readonly templates: readonly Template[];
  readonly repeats: number;
  readonly models: readonly PlannedModel[];
  /** True when the traffic goes to promptgrid's own simulator. */
  readonly simulated: boolean;
}

export interface PlannedPromptSet {
  readonly name: string;
  /** SHA-256 of bytes and parse options, hexadecimal. */
  readonly hash: string;
}

/** Which prompts of the sets take part. Filters apply first, then `sample`, then `limit`. */
export interface Selection {
  /** Every pair must hold: column, cell. */
  readonly where: readonly (readonly [column: string, value: string])[];
  readonly limit: number | null;
  /** Size and seed of a random sample, kept in input order. */
  readonly sample: { readonly size: number; readonly seed: number } | null;
  /** Rows with problems are left out instead of refused. */
  readonly skipInvalid: boolean;
}

export interface PlannedModel {
  readonly name: string;
  readonly model: string;
  readonly baseUrl: string;
  /** The base URLs of its other endpoints; absent where all have the same. */
  readonly otherBaseUrls?: readonly string[];
  readonly provider: ProviderName;
  readonly params: Params;
  readonly stream: boolean;
}

/**
 * - `running`: a process fills it, or died doing so (see its lease);
 * - `interrupted`: stopped by a signal or an abort, resumable;
 * - `incomplete`: ended with unsettled tasks (stopped lane, disk full), resumable;
 * - `complete`: every task is settled.
 */
export type RunStatus = "running" | "interrupted" | "incomplete" | "complete";

/**
 * What a lane has spent, or may have, that none of its records carries, in the currency of its price: attempts that were
 * repeated or cut, and answers without usage at their worst case.
 */
export interface UnrecordedSpend {
  readonly tokens: number;
  readonly cost: number;
}

/** Why a lane ended before its tasks did. */
export interface LaneStop {
  readonly code: string;
  readonly message: string;
}
