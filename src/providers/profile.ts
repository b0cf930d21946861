import type { ProviderName } from "../core/config.ts";
import type { Rule } from "./rule.ts";

/** Everything that is particular about a provider, as data. */
export interface ProviderProfile {
  readonly name: ProviderName;
  /** Failures that mean something else here than the generic rules say. */
  readonly rules: readonly Rule[];
  readonly listing: ModelListingProfile;
  /** Whether a stream reports its usage only when `stream_options` asks for it. */
  readonly streamUsage: "asked" | "unasked";
}

/** How the provider lists its models. */
export type ModelListingProfile =
  /** It does not: nothing is sent. */
  | { readonly kind: "absent"; readonly reason: string }
  | {
      readonly kind: "get";
      readonly query: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, string>>;
      /** A header that carries the key beside the bearer token, or null. */
      readonly keyHeader: string | null;
    };

/** `GET {baseUrl}/models` with nothing special about it. */
export const plainListing: ModelListingProfile = { kind: "get", query: {}, headers: {}, keyHeader: null };
