import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/sqlite/sqlite-store.ts";
import { storeContract } from "./contract.ts";

storeContract("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "promptgrid-store-"));
  return {
    open: () => openStore(join(folder, "results", "promptgrid.db"), { commitIntervalMs: 2 }),
    remove: () => rm(folder, { recursive: true }),
  };
});
