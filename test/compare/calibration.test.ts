import { expect, test } from "vitest";
import { calibrate } from "../../bench/calibration/calibrate.ts";

// `npm run bench:calibration` with 40 comparisons a line instead of 2,000: gross faults only, in a few seconds. Its seeds
// are fixed, so it cannot fail by chance.
test("a small calibration meets its targets", () => {
  const lines = [...calibrate(40)];
  expect(lines.length).toBeGreaterThan(70);
  expect(lines.filter(({ met }) => !met)).toEqual([]);
});
