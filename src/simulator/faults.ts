import { type Catalogue, type Fault, readCatalogue } from "./catalogue.ts";
import type { FaultRule } from "./options.ts";
import { draw, type Fingerprint, keyOf } from "./random.ts";

/** A fault that is to be played, and the rule that says so. */
export interface ChosenFault {
  readonly fault: Fault;
  readonly rule: FaultRule;
}

export interface FaultChooser {
  /** The fault for an attempt at a completion, if any. Counts the attempt. */
  readonly forChat: (provider: string, model: string, request: Fingerprint, elapsedMs: number) => ChosenFault | null;
  /** The fault for a model listing, if any. */
  readonly forModels: (provider: string, elapsedMs: number) => ChosenFault | null;
  readonly reset: () => void;
}

/** Every fault that can be played. */
export function listFaults(): readonly Fault[] {
  return readCatalogue().faults;
}

/** Chooses faults by rule; throws `RangeError` for a name that the catalogue has not. */
export function createFaultChooser(rules: readonly FaultRule[], catalogue: Catalogue): FaultChooser {
  const known = new Map(catalogue.faults.map((fault) => [fault.name, fault]));
  const chosen = rules.map((rule): ChosenFault => {
    const fault = known.get(rule.fault);
    if (fault === undefined) throw new RangeError(unknownFault(rule.fault, catalogue.faults));
    return { fault, rule };
  });
  const chat = chosen.filter(({ fault }) => fault.route === undefined);
  const models = chosen.filter(({ fault }) => fault.route === "models");
  /** Attempts per request, kept only while there is a rule to decide. */
  const attempts = new Map<number, number>();

  return {
    forChat(provider, model, request, elapsedMs) {
      if (chat.length === 0) return null;
      const key = keyOf(request);
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      const applies = ({ fault, rule }: ChosenFault, index: number): boolean =>
        concerns(fault, rule, provider, elapsedMs) &&
        (rule.model === undefined || rule.model === model) &&
        attempt <= (rule.firstAttempts ?? Infinity) &&
        draw(request, 1000 + attempt * 4096 + index) < (rule.rate ?? 1);
      return chat.find(applies) ?? null;
    },
    forModels(provider, elapsedMs) {
      return models.find(({ fault, rule }) => concerns(fault, rule, provider, elapsedMs)) ?? null;
    },
    reset() {
      attempts.clear();
    },
  };
}

function concerns(fault: Fault, rule: FaultRule, provider: string, elapsedMs: number): boolean {
  if (elapsedMs >= (rule.forMs ?? Infinity)) return false;
  if (rule.provider !== undefined) return rule.provider === provider;
  return fault.providers.includes("*") || fault.providers.includes(provider);
}

function unknownFault(name: string, faults: readonly Fault[]): string {
  const ending = name.split("/").at(-1) ?? name;
  const near = faults.map((fault) => fault.name).filter((other) => other.endsWith(`/${ending}`));
  const advice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "the names are in fixtures/index.json";
  return `no fault is called ${JSON.stringify(name)}: ${advice}`;
}
