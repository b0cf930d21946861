import { expect, test } from "vitest";
import { StoreError } from "../../../src/core/errors.ts";
import { DatabaseThread } from "../../../src/store/sqlite/database-thread.ts";
import type { ReaderCalls } from "../../../src/store/sqlite/protocol.ts";

test("a thread that fails takes the calls under way and all later ones with it, each as a StoreError with the cause", async () => {
  const thread = new DatabaseThread<ReaderCalls>("./no-such-thread", "reader");
  const underWay = [thread.call("listRuns", []), thread.call("listRuns", [])];
  const settled = await Promise.allSettled(underWay);
  const late = await Promise.allSettled([thread.call("listRuns", [])]);
  for (const end of [...settled, ...late]) {
    expect(end.status).toBe("rejected");
    const reason: unknown = end.status === "rejected" ? end.reason : null;
    expect(reason).toBeInstanceOf(StoreError);
    expect(reason).toMatchObject({ code: "STORE_THREAD" });
    expect(String(reason)).toMatch(/its reader thread failed: .*no-such-thread/);
  }
});

test("a thread that was ended refuses every call", async () => {
  const thread = new DatabaseThread<ReaderCalls>("./reader-thread", "reader");
  await thread.terminate();
  await expect(thread.call("listRuns", [])).rejects.toMatchObject({ name: "StoreError", code: "STORE_CLOSED" });
});
