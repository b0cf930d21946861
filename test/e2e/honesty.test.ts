import { readFile, readdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runPromptgrid } from "../support/command.ts";
import { promptsCsv } from "../support/grid.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readTable } from "../support/tables.ts";

const KEY = "sk-very-secret-key-0123456789";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it("gives failed records with the reason for endpoints that answer nonsense, stops the lane of a bad key, and leaks no key", async () => {
  const origin = await listen();
  const model = (name: string, extra: Record<string, unknown> = {}) => ({
    name,
    model: name,
    baseUrl: `${origin}/${name}/v1`,
    apiKeyEnv: "SECRET",
    provider: "generic",
    timeoutMs: 500,
    retry: { initialIntervalMs: 10, maximumIntervalMs: 20, maximumAttempts: 2 },
    ...extra,
  });
  const names = ["empty", "html", "truncated", "nothing", "closed", "unauthorized", "echo"];
  const cwd = await temporaryFolder({
    "runner.config.json": { prompts: ["prompts.csv"], models: names.map((name) => model(name)) },
    "prompts.csv": promptsCsv(10),
  });
  const result = await runPromptgrid(["run", "--run-id", "honest"], { cwd, environment: { SECRET: KEY } });
  expect(result.exitCode).toBe(3);

  const rows = await readTable(join(cwd, "results"), "honest", "completions");
  const statuses = (name: string) => [
    ...new Set(rows.filter((row) => row["model"] === name).map((row) => row["status"])),
  ];
  for (const name of ["empty", "html", "truncated", "nothing", "closed"]) {
    expect([name, statuses(name)]).toEqual([name, ["failed"]]);
  }
  expect(statuses("unauthorized")).toEqual(["cancelled"]);
  expect(statuses("echo")).toEqual(["completed"]);
  for (const row of rows.filter(({ model: name }) => name !== "echo")) {
    expect(row["completion"]).toBe("");
    expect(row["prompt_tokens"]).toBe("");
    expect(row["cost"]).toBe("");
    expect(row["error_code"]).not.toBe("");
    expect(row["error"]).not.toBe("");
  }
  expect(result.stdout).toContain("unauthorized");

  for (const path of await readdir(join(cwd, "results"), { recursive: true, withFileTypes: true })) {
    if (!path.isFile()) continue;
    const bytes = await readFile(join(path.parentPath, path.name));
    expect([path.name, bytes.includes(KEY)]).toEqual([path.name, false]);
  }
  expect(result.stdout + result.stderr).not.toContain(KEY);
}, 100_000);

/** Endpoints that misbehave in the way that the first part of their path says. */
async function listen(): Promise<string> {
  const made = createServer((request, response) => {
    request.resume();
    const kind = (request.url ?? "").split("/")[1];
    if (kind === "empty") response.writeHead(200, { "content-type": "application/json" }).end();
    else if (kind === "html")
      response.writeHead(200, { "content-type": "text/html" }).end("<html><body>Please log in</body></html>");
    else if (kind === "truncated")
      response.writeHead(200, { "content-type": "application/json" }).end('{"choices":[{"message":{"role":"assi');
    else if (kind === "closed") request.socket.destroy();
    else if (kind === "unauthorized") {
      response
        .writeHead(401, { "content-type": "application/json" })
        .end(JSON.stringify({ error: { message: `Incorrect API key: ${KEY}`, code: "invalid_api_key" } }));
    } else if (kind === "echo") {
      const message = { role: "assistant", content: `you sent ${request.headers.authorization}` };
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ choices: [{ message, finish_reason: "stop" }] }));
    }
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}
