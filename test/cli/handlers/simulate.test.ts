import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { execute } from "../../../src/cli/execute.ts";
import { memoryContext } from "../support/memory-context.ts";

test("it serves every provider until a signal, and prints where", async () => {
  const context = memoryContext();
  const ended = execute(["simulate", "--seed", "3"], context);
  await expect.poll(() => context.printed("stdout")).toContain("/_simulator/statistics");
  const base = /spark +(http:\S+)/.exec(context.printed("stdout"))?.[1];
  const response = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer any", "content-type": "application/json" },
    body: JSON.stringify({ model: "generalv3.5", messages: [{ role: "user", content: "你好" }] }),
  });
  expect(await response.json()).toMatchObject({ code: 0, choices: [{ message: { role: "assistant" } }] });
  context.signals.send("SIGINT");
  expect(await ended).toBe(0);
  await expect(fetch(`${base}/models`)).rejects.toThrow("fetch failed");
});

test("a port that is taken is a problem, not a defect", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const context = memoryContext();
  expect(await execute(["simulate", "--port", String(port)], context)).toBe(2);
  expect(context.printed("stderr")).toContain(`--port: cannot be listened on (found ${port} (EADDRINUSE))`);
  other.close();
});
