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

/** How the events of a provider's own stream are changed before they leave. */
export type EventBend =
  | "no-done"
  /** `data: [DONE]` with a blank at its end. */
  | "done-space"
  | "empty-data"
  | "comments"
  | "crlf"
  /** `event`, `id` and `retry` beside `data`. */
  | "extra-fields"
  /** Each event's JSON over two `data` lines. */
  | "several-data-lines"
  | "duplicated-text"
  /** Whatever follows the text is sent twice. */
  | "duplicated-ending"
  /** Usage so far in each event, asked for or not. */
  | "usage-in-every-chunk"
  /** The answer and an emoji, whose halves come in two events. */
  | "surrogate-split"
  /** Half of the text, then the provider's end with finish_reason `content_filter`. */
  | "content-filter"
  /** An event in the middle has only half of its JSON. */
  | "broken-chunk"
  | "cut-mid-text"
  | "cut-before-finish"
  /** Half of the text, then the events of the file. */
  | "then-events";

/** How a stream reaches the client, or does not. */
export type StreamBehaviour =
  /** The provider's answer to a request that does not stream. */
  | "json"
  /** The same, said to be an event stream. */
  | "json-as-events"
  /** Writes that end within a character. */
  | "utf8-split"
  | "byte-by-byte"
  /** Half of the events, a pause, the others. */
  | "pause"
  /** Half of the events, then nothing more. */
  | "stall"
  /** Comments without end. */
  | "comments-only"
  /** Half of the events, then the connection is reset. */
  | "reset"
  /** Half of the events, then the connection is closed without the last chunk. */
  | "close";

/** What the simulator fills into a completion; the rest of the file stays as it is. */
export type Fill = "content" | "usage" | "model" | "id" | "finish_reason" | "retry-after";

/** One thing that goes wrong, as `fixtures/index.json` lists it. */
export type Fault = ChatFault | ListingFault | StreamFault;

/** A fault of any chat completion; one that streams gets it too. */
export interface ChatFault extends Named, Answered {
  readonly route?: undefined;
}

export interface ListingFault extends Named, Answered {
  readonly route: "models";
}

/** A fault of chat completions that ask for a stream. */
export type StreamFault = Named & { readonly route: "stream" } & (
    | { readonly behaviour: StreamBehaviour; readonly events?: undefined }
    /** `events`: a literal event stream below `fixtures/`, sent as it is. */
    | { readonly behaviour: "events"; readonly events: string }
    /** `events`: what follows, for `then-events`. */
    | { readonly behaviour: "bend"; readonly bend: EventBend; readonly events?: string }
  );

interface Named {
  readonly name: string;
  /** Row of the fault catalogue; null for an error shape that is no row of its own. */
  readonly row: number | null;
  /** Path prefixes it belongs to; `*` is all. */
  readonly providers: readonly string[];
  /** Whether it is still a completion, that counts as answered; a stream whose text was all sent, with its end. */
  readonly answers?: boolean;
}

interface Answered {
  /** The literal response below `fixtures/`; for `gzip` and `byte-order-mark` an example of it. */
  readonly file?: string;
  readonly behaviour: FaultBehaviour;
  readonly fill?: readonly Fill[];
}

/** What a provider answers on each occasion. */
export type Occasion =
  | "completion"
  | "stream"
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

export type ProviderFiles = {
  readonly authentication: "bearer" | "none";
  /** Whether a stream's last event of usage alone is sent unasked. @default "asked" */
  readonly usageOfStreams?: "always";
} & {
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
