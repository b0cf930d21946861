import { readFileSync } from "node:fs";

/** How a fault is put on the wire. All but `send`, `complete`, `cut` and `chunked` act on the provider's own answer. */
export type FaultBehaviour =
  /** The file as an ordinary response. */
  | "send"
  /** The file with the answer filled in. */
  | "complete"
  /** The file's bytes, then the connection is closed. */
  | "cut"
  /** The file's body in chunks that end properly. */
  | "chunked"
  | "gzip"
  | "byte-order-mark"
  | "reset-before-headers"
  | "reset-mid-body"
  | "reset-on-reuse"
  | "stall-after-headers"
  | "never-answer"
  | "trickle"
  | "slow"
  | "whitespace-keep-alive";

/** What the simulator fills into a completion; the rest of the file stays as it is. */
export type Fill = "content" | "usage" | "model" | "id" | "finish_reason" | "retry-after";

/** One thing that goes wrong, as `fixtures/index.json` lists it. */
export interface Fault {
  readonly name: string;
  /** Row of the fault catalogue; null for an error shape that is no row of its own. */
  readonly row: number | null;
  /** Path prefixes it belongs to; `*` is all. */
  readonly providers: readonly string[];
  /** @default "chat" */
  readonly route?: "models";
  /** The literal response below `fixtures/`; for `gzip` and `byte-order-mark` an example of it. */
  readonly file?: string;
  readonly behaviour: FaultBehaviour;
  readonly fill?: readonly Fill[];
  /** Whether it is still a completion, that counts as answered. */
  readonly answers?: boolean;
}

/** What a provider answers on each occasion. */
export type Occasion =
  | "completion"
  | "models"
  | "missingMessages"
  | "invalidJson"
  | "maxTokens"
  | "unauthorized"
  | "unauthorizedModels"
  | "noCredentials"
  | "unknownModel"
  | "rateLimit"
  | "tokenLimit"
  | "concurrencyLimit"
  | "notFound"
  | "temperatureDeprecated"
  | "topPDeprecated"
  | "severalChoices"
  | "blankStop";

export type ProviderFiles = { readonly authentication: "bearer" | "none" } & {
  readonly [O in Occasion]?: string;
};

/** The providers that are played and the faults that can be, as `fixtures/index.json` lists them. */
export interface Catalogue {
  readonly providers: Readonly<Record<string, ProviderFiles>>;
  readonly faults: readonly Fault[];
}

/** Reads the catalogue. */
export function readCatalogue(): Catalogue {
  // The file is part of this package; its shape is held by a test.
  const catalogue: Catalogue = JSON.parse(readFileSync(new URL("./fixtures/index.json", import.meta.url), "utf8"));
  return catalogue;
}
