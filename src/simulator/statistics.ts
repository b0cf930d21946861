import { hash } from "node:crypto";

import type { SimulatorStatistics } from "./options.ts";

/** How a request ended. */
export type Ending =
  | { readonly kind: "answered"; readonly promptTokens: number; readonly completionTokens: number }
  | { readonly kind: "rejected" }
  | { readonly kind: "faulted" }
  | { readonly kind: "abandoned" };

/** One request in the counts; each of its methods counts once, whatever follows. */
export interface Exchange {
  end(ending: Ending): void;
  /** The exchange holds no connection any more. */
  close(): void;
}

export interface Statistics {
  begin(provider: string, model: string, messages: readonly unknown[] | null): Exchange;
  countFault(name: string): void;
  countListing(): void;
  read(withPrompts: boolean): SimulatorStatistics;
  /** Forgets everything but what is in flight. */
  reset(): void;
}

interface Counts {
  received: number;
  answered: number;
  rejected: number;
  faulted: number;
}

interface Totals extends Counts {
  maximumInFlight: number;
  abandoned: number;
  listings: number;
  promptTokens: number;
  completionTokens: number;
  readonly models: Map<string, ModelCounts>;
  readonly faults: Map<string, number>;
}

interface ModelCounts {
  readonly counts: Counts;
  readonly prompts: Map<string, number>;
}

/** Counts what is received and what becomes of it; per prompt only when asked to. */
export function createStatistics(countPrompts: boolean): Statistics {
  let inFlight = 0;
  let totals = emptyTotals(0);

  const modelCounts = (name: string): ModelCounts => {
    const model = totals.models.get(name) ?? { counts: noCounts(), prompts: new Map<string, number>() };
    totals.models.set(name, model);
    return model;
  };

  return {
    begin(provider, model, messages) {
      const since = totals;
      const { counts, prompts } = modelCounts(`${provider}/${model}`);
      since.received += 1;
      counts.received += 1;
      inFlight += 1;
      since.maximumInFlight = Math.max(since.maximumInFlight, inFlight);
      if (countPrompts && messages !== null) {
        const key = hash("sha256", JSON.stringify(messages)).slice(0, 16);
        prompts.set(key, (prompts.get(key) ?? 0) + 1);
      }
      let ended = false;
      let closed = false;
      return {
        end(ending) {
          if (ended) return;
          ended = true;
          since[ending.kind] += 1;
          if (ending.kind !== "abandoned") counts[ending.kind] += 1;
          if (ending.kind !== "answered") return;
          since.promptTokens += ending.promptTokens;
          since.completionTokens += ending.completionTokens;
        },
        close() {
          if (!closed) inFlight -= 1;
          closed = true;
        },
      };
    },
    countFault(name) {
      totals.faults.set(name, (totals.faults.get(name) ?? 0) + 1);
    },
    countListing() {
      totals.listings += 1;
    },
    read(withPrompts) {
      const { models, faults, ...sums } = totals;
      const perModel = [...models].map(([name, { counts }]) => [name, { ...counts }] as const);
      const perPrompt = [...models].flatMap(([name, { prompts }]) =>
        [...prompts].map(([key, count]) => [`${name}/${key}`, count] as const),
      );
      return {
        ...sums,
        inFlight,
        faults: Object.fromEntries(faults),
        models: Object.fromEntries(perModel),
        ...(countPrompts && withPrompts ? { prompts: Object.fromEntries(perPrompt) } : {}),
      };
    },
    reset() {
      totals = emptyTotals(inFlight);
    },
  };
}

function emptyTotals(inFlight: number): Totals {
  return {
    ...noCounts(),
    maximumInFlight: inFlight,
    abandoned: 0,
    listings: 0,
    promptTokens: 0,
    completionTokens: 0,
    models: new Map(),
    faults: new Map(),
  };
}

function noCounts(): Counts {
  return { received: 0, answered: 0, rejected: 0, faulted: 0 };
}
