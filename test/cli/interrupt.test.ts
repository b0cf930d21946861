import { expect, test } from "vitest";
import { Interrupt } from "../../src/cli/interrupt.ts";
import { memoryContext } from "./support/memory-context.ts";

test("the first signal aborts with its name and ends nothing", () => {
  const { signals } = memoryContext();
  using interrupt = new Interrupt(signals);
  const told: string[] = [];
  interrupt.onFirst((name) => told.push(name));
  signals.send("SIGTERM");
  expect([interrupt.signal.reason, told, signals.exits]).toEqual(["SIGTERM", ["SIGTERM"], []]);
});

test("a second signal leaves at once with the code of that signal", () => {
  const { signals } = memoryContext();
  using _interrupt = new Interrupt(signals);
  signals.send("SIGINT");
  signals.send("SIGINT");
  signals.send("SIGTERM");
  expect(signals.exits).toEqual([130, 143]);
});

test("who asks late is told of a signal that came before", () => {
  const { signals } = memoryContext();
  using interrupt = new Interrupt(signals);
  signals.send("SIGINT");
  const told: string[] = [];
  interrupt.onFirst((name) => told.push(name));
  expect(told).toEqual(["SIGINT"]);
});

test("signals are left alone once it is disposed of", () => {
  const { signals } = memoryContext();
  const interrupt = new Interrupt(signals);
  interrupt[Symbol.dispose]();
  signals.send("SIGINT");
  expect(interrupt.signal.aborted).toBe(false);
});
