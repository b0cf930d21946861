import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { httpProxy } from "../support/http-proxy.ts";
import { readTable } from "../support/tables.ts";
import { tlsEndpoint } from "../support/tls-endpoint.ts";
import { AUTHORITY_FILE } from "../support/tls-fixtures.ts";

const PASSWORD = "p@ss/word of the proxy";
const BASIC = Buffer.from(`eva:${PASSWORD}`).toString("base64");
const PROMPTS = "prompt\none\ntwo\nthree\n";

/** An endpoint that says again what every header told it, a proxy with a login before it, and a folder that asks it. */
async function startBehindProxy(config: Record<string, unknown> = {}, model: Record<string, unknown> = {}) {
  const endpoint = await tlsEndpoint((request, answer) => {
    const content = JSON.stringify({ ...request.headers, password: PASSWORD, login: BASIC });
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] }));
  });
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port }, login: `eva:${PASSWORD}` });
  const cwd = await temporaryFolder({
    "prompts/a.csv": PROMPTS,
    "authority.pem": await readFile(AUTHORITY_FILE),
    "runner.config.json": {
      ca: "authority.pem",
      ...config,
      models: [{ name: "a", model: "m", baseUrl: "https://endpoint.test/v1", ...model }],
    },
  });
  const url = `http://eva:${encodeURIComponent(PASSWORD)}@127.0.0.1:${proxy.port}`;
  const command = (args: readonly string[], environment: Record<string, string>) =>
    runPromptgrid(args, { cwd, environment });
  return { endpoint, proxy, cwd, url, command };
}

/** Every byte below a folder. */
async function bytesBelow(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}

it("goes through the environment's proxy, and its credential is nowhere in what is printed and stored", async () => {
  const { endpoint, proxy, cwd, url, command } = await startBehindProxy({ store: { raw: "keep" } });
  const environment = { HTTPS_PROXY: url };
  const plan = await command(["plan"], environment);
  expect(plan.stdout).toContain(`a: ${proxy.url} (named by HTTPS_PROXY)`);
  const { exitCode, stdout, stderr } = await command(["run", "--run-id", "proxied"], environment);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(new Set(proxy.asked)).toEqual(new Set(["CONNECT endpoint.test:443"]));
  expect(endpoint.requests).toHaveLength(3);
  const rows = await readTable(join(cwd, "results"), "proxied", "completions");
  expect(rows.map((row) => row["status"])).toEqual(["completed", "completed", "completed"]);
  expect(rows[0]?.["completion"]).toContain("[redacted]");
  const everything = Buffer.concat([
    await bytesBelow(join(cwd, "results")),
    Buffer.from(plan.stdout + plan.stderr + stdout + stderr),
  ]);
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), BASIC]) {
    expect(everything.includes(secret), `found ${secret}`).toBe(false);
  }
});

it("takes the proxy's password from a variable that the config names, and keeps the variable's name only", async () => {
  const { proxy, cwd, command } = await startBehindProxy();
  const written = `http://eva:\${PROXY_PASSWORD}@127.0.0.1:${proxy.port}`;
  const config = JSON.parse(await readFile(join(cwd, "runner.config.json"), "utf8"));
  await writeFile(join(cwd, "runner.config.json"), JSON.stringify({ ...config, proxy: written }));
  const missing = await command(["run"], {});
  expect(missing).toMatchObject({ exitCode: 2, stdout: "" });
  expect(missing.stderr).toContain("proxy: the environment variable PROXY_PASSWORD is not set");
  const environment = { PROXY_PASSWORD: encodeURIComponent(PASSWORD) };
  expect(await command(["run", "--run-id", "named"], environment)).toMatchObject({ exitCode: 0 });
  const stored = await readFile(join(cwd, "results/named/run.json"), "utf8");
  expect(stored).toContain("${PROXY_PASSWORD}");
  const models = await command(["models"], environment);
  expect(models.stdout).toContain(`through ${proxy.url}`);
  expect(models.stdout).not.toContain("eva");
});

it("stops the lane on a wrong login, settles nothing, and goes on when it is right", async () => {
  const { proxy, url, command } = await startBehindProxy();
  const wrong = await command(["run", "--run-id", "stopped"], { https_proxy: url.replace("eva:", "adam:") });
  expect(wrong.exitCode).toBe(3);
  expect(wrong.stdout).toContain(`the proxy ${proxy.url} answered 407 Proxy Authentication Required to CONNECT`);
  const right = await command(["resume", "stopped"], { https_proxy: url });
  expect(right).toMatchObject({ exitCode: 0 });
});

it("leaves the proxy alone for what NO_PROXY lists, for a model without one, and in a rehearsal", async () => {
  const direct = await startBehindProxy({}, { baseUrl: "https://nowhere.invalid/v1" });
  const environment = { HTTPS_PROXY: direct.url };
  await direct.command(["run"], { ...environment, NO_PROXY: "example.com, .invalid" });
  expect(direct.proxy.asked).toEqual([]);
  const none = await startBehindProxy({}, { baseUrl: "https://nowhere.invalid/v1", proxy: false });
  await none.command(["run"], { HTTPS_PROXY: none.url });
  expect(none.proxy.asked).toEqual([]);
  const rehearsed = await startBehindProxy({ ca: "missing.pem" });
  const { exitCode } = await rehearsed.command(["run", "--simulate"], { HTTPS_PROXY: "socks5://nowhere.invalid" });
  expect(exitCode).toBe(0);
  expect(rehearsed.proxy.asked).toEqual([]);
});

it("tells what is wrong with proxies and certificates before the first request, all at once", async () => {
  const { cwd, command } = await startBehindProxy({ ca: ["missing.pem", "prompts/a.csv"] });
  const environment = { HTTPS_PROXY: "socks5://eva:hunter222@proxy.example.com:1080" };
  for (const args of [["run"], ["models"], ["plan"]]) {
    const { exitCode, stderr } = await command(args, environment);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("HTTPS_PROXY: names a SOCKS proxy, which is not supported (found socks5://");
    expect(stderr).toContain("runner.config.json: ca: names a file that cannot be read (found missing.pem (ENOENT)");
    expect(stderr).toContain("runner.config.json: ca: names a file without a certificate (found prompts/a.csv");
    expect(stderr).not.toContain("hunter222");
  }
  expect(await readdir(cwd)).toContain("prompts");
});

it("goes on working with NODE_EXTRA_CA_CERTS", async () => {
  const { url, command } = await startBehindProxy({ ca: [] });
  const environment = { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: AUTHORITY_FILE };
  expect(await command(["run"], environment)).toMatchObject({ exitCode: 0 });
});
