import type { CliContext, StopSignal } from "./context.ts";
import { exitCode } from "./exit-code.ts";

/** Turns the first SIGINT or SIGTERM into an abort; the second one ends the process at once. */
export class Interrupt implements Disposable {
  readonly #abort = new AbortController();
  readonly #signals: CliContext["signals"];
  readonly #listeners: readonly (readonly [StopSignal, () => void])[];
  #onFirst: (signal: StopSignal) => void = () => undefined;

  constructor(signals: CliContext["signals"]) {
    this.#signals = signals;
    this.#listeners = (["SIGINT", "SIGTERM"] as const).map((name) => [name, () => this.#receive(name)]);
    for (const [name, listener] of this.#listeners) signals.on(name, listener);
  }

  /** Aborts with the name of the signal as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Is told about the first signal, at once when it came already. */
  onFirst(listener: (signal: StopSignal) => void): void {
    this.#onFirst = listener;
    if (this.#abort.signal.aborted) listener(this.#abort.signal.reason);
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) this.#signals.off(name, listener);
  }

  #receive(name: StopSignal): void {
    if (this.#abort.signal.aborted) {
      this.#signals.exit(exitCode[name]);
      return;
    }
    this.#abort.abort(name);
    this.#onFirst(name);
  }
}
