import type { StoreError } from "../core/errors.ts";
import type { LaneStop } from "../core/run.ts";

/** How a lane ended; unless `finished`, tasks were left unsettled. */
export type LaneEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "stopped"; readonly stop: LaneStop }
  | { readonly kind: "interrupted" }
  | { readonly kind: "store-failed"; readonly error: StoreError };
