import type { Spend } from "./worst-case.ts";

/** One limit of a budget: on all tokens, or on the cost in one currency. */
export type BudgetCap =
  | { readonly kind: "tokens"; readonly limit: number }
  | { readonly kind: "cost"; readonly limit: number; readonly currency: string };

/** How far a cap is used. */
export interface CapUse {
  readonly cap: BudgetCap;
  /** Spent, or kept as the worst case of what may have been. */
  readonly spent: number;
  /** Worst case of what is in flight. */
  readonly reserved: number;
}

/** Sums of many prices differ from the exact sum in their last digits. */
const ROUNDING = 1e-9;

interface Account {
  readonly cap: BudgetCap;
  spent: number;
  reserved: number;
}

/** What is spent and what is reserved under each cap. Never are both together above a cap by a reservation. */
export class BudgetLedger {
  readonly #accounts: readonly Account[];
  #inFlight = 0;

  constructor(caps: readonly BudgetCap[]) {
    this.#accounts = caps.map((cap) => ({ cap, spent: 0, reserved: 0 }));
  }

  /** Reservations that are not settled yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  get uses(): readonly CapUse[] {
    return this.#accounts.map((account) => ({ ...account }));
  }

  /** The cap that has no room for `worst`, or null when all have; `pledged` is asked for beside it. */
  obstacle(worst: Spend, pledged: readonly Spend[] = []): CapUse | null {
    const full = this.#accounts.find(({ cap, spent, reserved }) => {
      const wanted = [...pledged, worst].reduce((sum, spend) => sum + portionOf(cap, spend), 0);
      return portionOf(cap, worst) > 0 && spent + reserved + wanted > cap.limit * (1 + ROUNDING);
    });
    return full === undefined ? null : { ...full };
  }

  /** Sets `worst` aside; ask `obstacle` first. */
  reserve(worst: Spend): void {
    this.#inFlight += 1;
    for (const account of this.#accounts) account.reserved += portionOf(account.cap, worst);
  }

  /** Replaces a reservation by what was really spent; null for nothing. */
  settle(worst: Spend, spent: Spend | null): void {
    this.#inFlight -= 1;
    for (const account of this.#accounts) {
      account.reserved = this.#inFlight === 0 ? 0 : Math.max(0, account.reserved - portionOf(account.cap, worst));
    }
    if (spent !== null) this.spend(spent);
  }

  /** Counts what was spent without a reservation: by earlier sittings. */
  spend(spend: Spend): void {
    for (const account of this.#accounts) account.spent += portionOf(account.cap, spend);
  }
}

/** What of `spend` counts against `cap`. */
export function portionOf(cap: BudgetCap, spend: Spend): number {
  if (cap.kind === "tokens") return spend.tokens;
  return spend.currency === cap.currency ? spend.cost : 0;
}
