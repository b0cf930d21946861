import { expect, test } from "vitest";
import { WaitingLines } from "../../../src/dispatch/account/waiting-lines.ts";

function drain(lines: WaitingLines<string>): string[] {
  const order: string[] = [];
  for (let next = lines.first; next !== undefined; next = lines.first) {
    expect(lines.shift()).toBe(next);
    order.push(next);
  }
  return order;
}

test("nobody waits in empty lines", () => {
  const lines = new WaitingLines<string>();
  expect(lines.first).toBeUndefined();
  expect(lines.shift()).toBeUndefined();
});

test("lanes are served in turn, each in its own order", () => {
  const lines = new WaitingLines<string>();
  for (const name of ["a1", "a2", "a3"]) lines.add(name, 0, false);
  for (const name of ["b1", "b2"]) lines.add(name, 1, false);
  lines.add("c1", 2, false);
  expect(drain(lines)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
});

test("repeated requests go before the new ones of their own lane, not before another lane's turn", () => {
  const lines = new WaitingLines<string>();
  lines.add("a new", 0, false);
  lines.add("b new", 1, false);
  for (const name of ["a repeated 1", "a repeated 2"]) lines.add(name, 0, true);
  expect(drain(lines)).toEqual(["a repeated 1", "b new", "a repeated 2", "a new"]);
});

test("a lane that comes back waits for its turn", () => {
  const lines = new WaitingLines<string>();
  lines.add("a1", 0, false);
  lines.add("b1", 1, false);
  lines.add("b2", 1, false);
  expect(lines.shift()).toBe("a1");
  lines.add("a2", 0, true);
  expect(drain(lines)).toEqual(["b1", "a2", "b2"]);
});

test("one that gives up leaves the others as they were, and one that is not there changes nothing", () => {
  const lines = new WaitingLines<string>();
  for (const name of ["a1", "a2", "a3"]) lines.add(name, 0, false);
  lines.add("b1", 1, true);
  lines.remove("a2", 0);
  lines.remove("b1", 1);
  lines.remove("a1", 7);
  lines.remove("unknown", 0);
  expect(drain(lines)).toEqual(["a1", "a3"]);
});
