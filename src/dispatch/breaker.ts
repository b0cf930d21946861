import type { BreakerPolicy } from "../core/config.ts";
import type { Outcome } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import { sentence } from "./sentence.ts";

type Failure = Extract<Outcome, { kind: "failed" }>;

const ADVICE =
  "Find out why, then resume; --retry-failed asks the failed ones again, too, and --no-breaker goes on whatever fails";

/**
 * Tells when a lane only fails: so many failures of one error code in a row, or a share of its last outcomes. It sees
 * final outcomes in the order in which they come; a refusal is the prompt's own doing and counts as an answer.
 */
export class Breaker {
  readonly #policy: BreakerPolicy;
  /** Error codes of the last outcomes, null for an answer; a ring once it is full. */
  readonly #window: (string | null)[] = [];
  #seen = 0;
  #failedInWindow = 0;
  #codeInARow: string | null = null;
  #inARow = 0;

  constructor(policy: BreakerPolicy) {
    this.#policy = policy;
  }

  /** Takes the outcome of one more task; returns why the lane has to stop, or null when it may go on. */
  observe(outcome: Outcome): LaneStop | null {
    const failure = outcome.kind === "failed" ? outcome : null;
    this.#count(failure?.code ?? null);
    if (failure === null) return null;
    if (this.#inARow >= this.#policy.consecutive) return inARow(this.#inARow, failure);
    const { share, window } = this.#policy;
    if (this.#window.length < window || this.#failedInWindow < share * window) return null;
    return ofTheLast(this.#failedInWindow, window, this.#mostFrequent(failure.code), failure);
  }

  #count(code: string | null): void {
    this.#inARow = code === null ? 0 : code === this.#codeInARow ? this.#inARow + 1 : 1;
    this.#codeInARow = code;
    const place = this.#seen % this.#policy.window;
    if ((this.#window[place] ?? null) !== null) this.#failedInWindow -= 1;
    if (code !== null) this.#failedInWindow += 1;
    this.#window[place] = code;
    this.#seen += 1;
  }

  /** The most frequent code of the window and its count; `latest` where several are. */
  #mostFrequent(latest: string): readonly [code: string, count: number] {
    const counts = new Map([[latest, 0]]);
    for (const code of this.#window) if (code !== null) counts.set(code, (counts.get(code) ?? 0) + 1);
    return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  }
}

function inARow(count: number, { code, message }: Failure): LaneStop {
  const tasks = count === 1 ? "1 task" : `${count} tasks in a row`;
  return {
    code: "breaker_open",
    message: `${tasks} failed with ${code}, the last one: ${sentence(message)} ${ADVICE}`,
  };
}

function ofTheLast(
  failed: number,
  window: number,
  [code, count]: readonly [code: string, count: number],
  { code: lastCode, message }: Failure,
): LaneStop {
  const which = count === failed ? `with ${code}` : `${count} of them with ${code}`;
  return {
    code: "breaker_open",
    message:
      `${failed} of the last ${window} tasks failed, ${which}; ` +
      `the last one${lastCode === code ? "" : `, with ${lastCode}`}: ${sentence(message)} ${ADVICE}`,
  };
}
