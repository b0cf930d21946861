import { defineConfig } from "vitest/config";

/** Long chaos, several minutes of it; one file after another, so that each has the machine to itself. */
export default defineConfig({
  test: {
    include: ["test/soak/*.soak.ts"],
    globalSetup: ["test/support/node-version.ts", "test/support/build.ts"],
    testTimeout: 15 * 60_000,
    hookTimeout: 30_000,
    pool: "forks",
    fileParallelism: false,
  },
});
