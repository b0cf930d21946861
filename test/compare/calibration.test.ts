import { expect, test } from "vitest";
import { calibrateVerdicts } from "../../bench/calibration/calibrate.ts";

// The first part of `npm run bench:calibration` with 100 comparisons a line instead of 2,000: gross faults, in seconds. Its
// seeds are fixed, so it cannot fail by chance.
test("a small calibration of the gate meets its targets", () => {
  const lines = [...calibrateVerdicts(100)];
  expect(lines).toHaveLength(46);
  expect(lines.filter(({ outcome }) => outcome !== "met")).toEqual([]);
});
