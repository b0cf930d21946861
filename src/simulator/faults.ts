import {
  type Catalogue,
  type ChatFault,
  type Fault,
  type ListingFault,
  readCatalogue,
  type StreamFault,
} from "./catalogue.ts";
import type { FaultRule, FaultScript } from "./options.ts";
import { draw, keyOf } from "./random.ts";
import type { ChatRequest } from "./request.ts";

/** A fault that is to be played, and the pause that its rule wants. */
export interface ChosenFault<F extends Fault = ChatFault | StreamFault> {
  readonly fault: F;
  readonly delayMs: number | undefined;
}

export interface FaultChooser {
  /** The fault for an attempt at a completion, if any. Counts the attempt. */
  readonly forChat: (provider: string, request: AskedChat, elapsedMs: number) => ChosenFault | null;
  /** The fault for a model listing, if any. */
  readonly forModels: (provider: string, elapsedMs: number) => ChosenFault<ListingFault> | null;
  readonly reset: () => void;
}

type AskedChat = Pick<ChatRequest, "model" | "fingerprint" | "stream">;

type ChatRule = NamedRule | ScriptRule;

interface NamedRule {
  readonly kind: "fault";
  readonly fault: ChatFault | StreamFault;
  readonly rule: FaultRule;
}

interface ScriptRule {
  readonly kind: "script";
  readonly faults: readonly (ChatFault | StreamFault | null)[];
  readonly rule: FaultScript;
}

/** Every fault that can be played. */
export function listFaults(): readonly Fault[] {
  return readCatalogue().faults;
}

/** Chooses faults by rule; throws `RangeError` for a name that the catalogue has not. */
export function createFaultChooser(rules: readonly (FaultRule | FaultScript)[], catalogue: Catalogue): FaultChooser {
  const known = new Map(catalogue.faults.map((fault) => [fault.name, fault]));
  const faultOf = (name: string): Fault => {
    const fault = known.get(name);
    if (fault === undefined) throw new RangeError(unknownFault(name, catalogue.faults));
    return fault;
  };
  const chatFaultOf = (name: string): ChatFault | StreamFault => {
    const fault = faultOf(name);
    if (fault.route === "models") throw new RangeError(`${name} is a fault of listings, which no script plays`);
    return fault;
  };
  const chat: ChatRule[] = [];
  const models: { readonly fault: ListingFault; readonly rule: FaultRule }[] = [];
  for (const rule of rules) {
    if ("script" in rule) {
      chat.push({
        kind: "script",
        rule,
        faults: rule.script.map((name) => (name === null ? null : chatFaultOf(name))),
      });
    } else {
      const fault = faultOf(rule.fault);
      if (fault.route === "models") models.push({ fault, rule });
      else chat.push({ kind: "fault", fault, rule });
    }
  }
  /** Attempts per request, kept only while there is a rule to decide. */
  const attempts = new Map<number, number>();

  return {
    forChat(provider, request, elapsedMs) {
      if (chat.length === 0) return null;
      const key = keyOf(request.fingerprint);
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      for (const [index, chosen] of chat.entries()) {
        const { rule } = chosen;
        if (!isInScope(rule, provider, elapsedMs) || (rule.model ?? request.model) !== request.model) continue;
        switch (chosen.kind) {
          case "script": {
            const fault = chosen.faults[attempt - 1];
            if (fault === null) return null;
            if (fault !== undefined) return { fault, delayMs: rule.delayMs };
            break;
          }
          case "fault":
            if (strikes(chosen, provider, request, attempt, index))
              return { fault: chosen.fault, delayMs: rule.delayMs };
            break;
        }
      }
      return null;
    },
    forModels(provider, elapsedMs) {
      const found = models.find(
        ({ fault, rule }) => isInScope(rule, provider, elapsedMs) && concerns(fault, rule, provider),
      );
      return found === undefined ? null : { fault: found.fault, delayMs: found.rule.delayMs };
    },
    reset() {
      attempts.clear();
    },
  };
}

function isInScope(rule: FaultRule | FaultScript, provider: string, elapsedMs: number): boolean {
  return elapsedMs < (rule.forMs ?? Infinity) && (rule.provider ?? provider) === provider;
}

/** Whether a fault is one of the provider's, or its rule makes it one. */
function concerns(fault: Fault, rule: FaultRule, provider: string): boolean {
  return rule.provider !== undefined || fault.providers.includes("*") || fault.providers.includes(provider);
}

function strikes(
  { fault, rule }: NamedRule,
  provider: string,
  request: AskedChat,
  attempt: number,
  index: number,
): boolean {
  if (fault.route === "stream" && request.stream === null) return false;
  if (!concerns(fault, rule, provider) || attempt > (rule.firstAttempts ?? Infinity)) return false;
  return draw(request.fingerprint, 1000 + attempt * 4096 + index) < (rule.rate ?? 1);
}

function unknownFault(name: string, faults: readonly Fault[]): string {
  const ending = name.split("/").at(-1) ?? name;
  const near = faults.map((fault) => fault.name).filter((other) => other.endsWith(`/${ending}`));
  const advice = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "the names are in fixtures/index.json";
  return `no fault is called ${JSON.stringify(name)}: ${advice}`;
}
