import { styleText } from "node:util";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../core/clock.ts";

/** What a command may touch of the process it runs in. */
export interface CliContext {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Working directory, absolute. */
  readonly directory: string;
  readonly clock: Clock;
  readonly signals: SignalSource;
}

/** A stream that may be a terminal. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type StopSignal = "SIGINT" | "SIGTERM";

/** Where signals come from, and the way out when a second one comes. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

/** The context of the process itself. */
export function processContext(): CliContext {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    directory: process.cwd(),
    clock: systemClock,
    signals: process,
  };
}

/** Whether colours belong on `stream`: a terminal, and NO_COLOR is not set (https://no-color.org). */
export function wantsColour(stream: OutputStream, environment: CliContext["environment"]): boolean {
  return stream.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

type Style = Parameters<typeof styleText>[0];

/** `text` in a style, or as it is where colours do not belong. */
export function paint(text: string, style: Style, colour: boolean): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
