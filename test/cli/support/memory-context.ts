import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { Clock } from "../../../src/core/clock.ts";
import { systemClock } from "../../../src/core/clock.ts";
import type { CliContext, OutputStream, StopSignal } from "../../../src/cli/context.ts";

export interface MemoryContext extends CliContext {
  readonly signals: CliContext["signals"] & { send(signal: StopSignal): void; readonly exits: readonly number[] };
  printed(stream: "stdout" | "stderr"): string;
}

export interface MemoryContextOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly terminalColumns?: number;
}

/** A command's surroundings, held in memory. */
export function memoryContext(options: MemoryContextOptions = {}): MemoryContext {
  const streams = { stdout: memoryStream(options.terminalColumns), stderr: memoryStream(options.terminalColumns) };
  const emitter = new EventEmitter();
  const exits: number[] = [];
  return {
    stdout: streams.stdout.stream,
    stderr: streams.stderr.stream,
    environment: options.environment ?? {},
    directory: options.directory ?? "/nowhere",
    clock: options.clock ?? systemClock,
    signals: {
      on: (signal, listener) => emitter.on(signal, listener),
      off: (signal, listener) => emitter.off(signal, listener),
      exit: (code) => exits.push(code),
      send: (signal) => emitter.emit(signal),
      exits,
    },
    printed: (name) => streams[name].text(),
  };
}

function memoryStream(columns: number | undefined): { stream: OutputStream; text(): string } {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 40 };
  return { stream: Object.assign(stream, terminal), text: () => chunks.join("") };
}
