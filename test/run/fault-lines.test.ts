import { expect, test } from "vitest";
import { listFaults } from "../../src/simulator/faults.ts";
import { readFaultMeanings } from "../support/fault-meanings.ts";
import { RIGHT_REACTIONS } from "./support/fault-reactions.ts";

const lines = readFaultMeanings();

test("every fault that can be played has one line that says what it means", () => {
  expect(lines.map(({ name }) => name).toSorted()).toEqual(
    listFaults()
      .map(({ name }) => name)
      .toSorted(),
  );
});

test.each([...RIGHT_REACTIONS])("row %i of the fault catalogue has faults, and they mean: %s", (row, reactions) => {
  const means = lines.filter(({ fault }) => fault.row === row).map(({ reaction }) => reaction);
  expect(means.length).toBeGreaterThan(0);
  expect(means.filter((reaction) => !reactions.split(" ").includes(reaction))).toEqual([]);
});

test("no row of the fault catalogue is without a right reaction", () => {
  expect([...RIGHT_REACTIONS.keys()]).toEqual(Array.from({ length: 37 }, (_, index) => index + 1));
});
