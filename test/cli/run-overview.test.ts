import { expect, test } from "vitest";
import type { RunOverview } from "../../src/cli/run-overview.ts";
import { renderOverviews } from "../../src/cli/run-overview.ts";

const overview: RunOverview = {
  id: "20261122-144734-k3f9",
  name: "夜间",
  status: "complete",
  simulated: false,
  judges: null,
  createdAt: "2026-11-22T14:47:34.000Z",
  prompts: 1000,
  models: ["Qwen", "Claude"],
  tasks: 2000,
  settled: 2000,
  failed: 3,
  totalTokens: 123_456,
  costs: [
    { currency: "CNY", cost: 1.5 },
    { currency: "USD", cost: 0.25 },
  ],
};

test("runs are one line each, with sums that stay apart per currency", () => {
  const running: RunOverview = {
    ...overview,
    id: "r2",
    name: null,
    status: "running",
    simulated: true,
    settled: 12,
    totalTokens: null,
    costs: [],
  };
  expect(renderOverviews([overview, running])).toMatchInlineSnapshot(`
    "run                   name  status              created (UTC)     prompts  models      settled  failed   tokens                    cost
    20261122-144734-k3f9  夜间  complete            2026-11-22 14:47    1,000       2  2,000/2,000       3  123,456  1.500 CNY + 0.2500 USD
    r2                          running, SIMULATED  2026-11-22 14:47    1,000       2     12/2,000       3        –                       –

    running: a process fills it, or was killed while doing so; \`promptgrid resume <run>\` then goes on.
    "
  `);
});

test("what running can also mean is only explained when a run is running", () => {
  expect(renderOverviews([overview])).not.toContain("was killed");
});
