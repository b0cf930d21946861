import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runEvent } from "../../src/cli/events.ts";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";

const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

const QWEN = "qwen2.5-7b-instruct";

function promptsCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `q${index},What is ${index} + ${index}?,${2 * index}`);
  return ["id,prompt,answer", ...rows, ""].join("\n");
}

/** Two models on a simulator, scored by whether the sum is right. */
async function startGrid(prompts: number, config: Record<string, unknown> = {}) {
  const cwd = await temporaryFolder({ "prompts.csv": promptsCsv(prompts) });
  const serve = async (options: SimulatorOptions = {}) => {
    const simulator = await startSimulator(options);
    simulators.push(simulator);
    const endpoint = { baseUrl: `${simulator.url}/vllm/v1`, provider: "vllm", limits: { concurrency: 64 } };
    const written = {
      prompts: ["prompts.csv"],
      models: [
        { name: "Qwen", model: QWEN, ...endpoint },
        { name: "Other", model: "other", ...endpoint },
      ],
      scorers: [{ name: "right", type: "exact", column: "answer" }],
      ...config,
    };
    await writeFile(join(cwd, "runner.config.json"), JSON.stringify(written));
    return simulator;
  };
  const command = (...args: readonly string[]) => runPromptgrid(args, { cwd });
  return { cwd, serve, command };
}

it("a planted regression of 8 pp on 1,000 prompts is exit 1 and named; the same model again is exit 0", async () => {
  const { serve, command } = await startGrid(1_000);
  await serve();
  expect((await command("run", "--run-id", "before", "--name", "nightly")).exitCode).toBe(0);

  const again = await command("run", "--run-id", "again", "--gate", "--baseline", "latest:nightly");
  expect(again.stdout).toMatch(/^Gate: PASS, compared with before over 1,000 prompts$/m);
  expect(again.stdout).toMatch(/ {2}PASS +Qwen \/ default: score\.right: 0 pp, at worst -0\.\d pp \(margin 3 pp\)/);
  expect([again.exitCode, again.stderr]).toEqual([0, expect.not.stringContaining("gate")]);

  await serve({ wrong: { model: QWEN, rate: 0.08 } });
  const worse = await command("run", "--run-id", "worse", "--gate", "--baseline", "before");
  expect(worse.exitCode).toBe(1);
  expect(worse.stdout).toMatch(/^Gate: FAIL, compared with before over 1,000 prompts$/m);
  expect(worse.stdout).toMatch(/ {2}FAIL +Qwen \/ default: score\.right: -[678]\.?\d? pp, at best -[3-7]\.?\d? pp/);
  expect(worse.stdout).toMatch(/ {2}PASS +Other \/ default: score\.right: 0 pp/);
  expect(worse.stdout).toMatch(/\d\d worse: q\d+, q\d+, .* and \d+ more/);
  expect(worse.stdout).toContain("See all of it with: promptgrid compare before worse");

  const compared = await command("compare", "before", "worse", "--gate", "--format", "json");
  expect(compared.exitCode).toBe(1);
  const report = JSON.parse(compared.stdout);
  const { worse_ids: ids } = report.arms[0].changed[0];
  expect(ids.count).toBeGreaterThan(50);
  expect(ids.ids).toHaveLength(ids.count);
  expect(report.gate).toMatchObject({
    verdict: "fail",
    checks: [{ verdict: { kind: "fail" } }, { verdict: { kind: "pass" } }],
  });
}, 60_000);

it("40 prompts are too few to tell: exit 4, or what --inconclusive says, and how many would settle it", async () => {
  const { serve, command } = await startGrid(40);
  await serve();
  expect((await command("run", "--run-id", "before")).exitCode).toBe(0);
  await serve({ wrong: { model: QWEN, rate: 0.08 } });
  const gate = ["--gate", "--baseline", "before"];
  const after = await command("run", "--run-id", "after", ...gate);
  expect(after.stdout).toMatch(/^Gate: INCONCLUSIVE/m);
  expect(after.stdout).toMatch(/could have been detected; about [\d,]+ prompts settle it/);
  expect(after.exitCode).toBe(4);
  expect((await command("run", "--run-id", "after", ...gate, "--inconclusive", "pass")).exitCode).toBe(0);
  expect((await command("run", "--run-id", "after", ...gate, "--inconclusive", "fail")).exitCode).toBe(1);
}, 60_000);

it("an incomplete run is exit 3 where its gate is open, and exit 1 where it failed all the same", async () => {
  const { cwd, serve, command } = await startGrid(300, { gate: { figures: { "score.right": { min: "99%" } } } });
  await serve();
  expect((await command("run", "--run-id", "before")).exitCode).toBe(0);
  await serve({ faults: [{ fault: "vllm/bad-request", rate: 0.01 }] });
  const failed = await command("run", "--run-id", "failing", "--gate");
  expect(failed.stdout).toMatch(/Ask the \d+ failed tasks? again/);
  expect(failed.stdout).toMatch(/^Gate: FAIL$/m);
  expect(failed.exitCode).toBe(1);

  await serve({ faults: [{ fault: "vllm/bad-request", rate: 0.2 }] });
  const open = await command(
    "run",
    "--run-id",
    "open",
    "--margin",
    "3pp",
    "--baseline",
    join(cwd, "results", "before"),
  );
  expect(open.stdout).toMatch(/INCONCLUSIVE +Qwen \/ default: score\.right: [\d.]+% of the prompts lack the figure/);
  expect(open.exitCode).toBe(3);
}, 60_000);

it("what would keep the gate from being judged is said before anything is sent", async () => {
  const { cwd, serve, command } = await startGrid(10);
  const first = await serve();
  expect((await command("run", "--run-id", "before")).exitCode).toBe(0);
  const before = first.statistics().received;
  const refused = async (...args: readonly string[]) => {
    const { exitCode, stderr } = await command("run", "--run-id", "refused", ...args);
    expect([exitCode, first.statistics().received]).toEqual([2, before]);
    return stderr;
  };
  expect(await refused("--gate")).toContain("--gate: has nothing to compare with");
  expect(await refused("--gate", "--baseline", "nowhere")).toContain("--baseline: there is no such run or baseline");
  expect(await refused("--gate", "--baseline", "no/such.csv")).toContain("there is no such folder or file");
  expect(await refused("--gate", "--baseline", "latest:nightly")).toContain("no complete run with --name nightly");
  expect(await refused("--gate", "--baseline", "refused")).toContain("there is no such run");
  expect(await refused("--baseline", "before")).toContain("--baseline: there is nothing to judge without --gate");
  await writeFile(join(cwd, "odd.csv"), "a,b\n1,2\n");
  expect(await refused("--gate", "--baseline", "odd.csv")).toContain("is no completions table");
  const same = await command("run", "--run-id", "before", "--gate", "--baseline", "before");
  expect([same.exitCode, same.stderr]).toEqual([2, expect.stringContaining("is the run that is to be judged")]);

  const config = JSON.parse(await readFile(join(cwd, "runner.config.json"), "utf8"));
  await writeFile(
    join(cwd, "runner.config.json"),
    JSON.stringify({ ...config, gate: { figures: { "score.wrong": { margin: "3pp" } } } }),
  );
  expect(await refused("--gate", "--baseline", "before")).toContain(
    "gate: no such figure in both tables (found score.wrong",
  );
}, 60_000);

it("a resumed run is judged, and --json tells of it in an event of the published shape", async () => {
  const { serve, command } = await startGrid(200);
  await serve();
  expect((await command("run", "--run-id", "before")).exitCode).toBe(0);
  expect((await command("baseline", "set", "before", "release")).stdout).toBe("Baseline release is run before\n");
  await serve({ wrong: { model: QWEN, rate: 0.3 }, faults: [{ fault: "any/server-error", rate: 0.02 }] });
  await command("run", "--run-id", "cut", "--max-failures", "0");
  const resumed = await command("resume", "cut", "--retry-failed", "--json", "--gate", "--baseline", "release");
  const events = resumed.stdout
    .trimEnd()
    .split("\n")
    .map((line) => runEvent.parse(JSON.parse(line)));
  expect(events.slice(-2).map(({ event }) => event)).toEqual(["run.finished", "gate.judged"]);
  expect(events.at(-1)).toMatchObject({
    event: "gate.judged",
    runId: "cut",
    verdict: "fail",
    exitCode: 1,
    baseline: "before",
    checks: [
      {
        figure: "score.right",
        candidate: "Qwen / default",
        verdict: "fail",
        demand: { kind: "regression", amount: 0.03 },
      },
      { figure: "score.right", candidate: "Other / default", verdict: expect.any(String) },
    ],
  });
  expect(resumed.exitCode).toBe(1);
}, 60_000);

it("a run that failed its gate is told to a webhook, and one that nobody takes is only a warning", async () => {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => {
      received.push(JSON.parse(text));
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the address of a TCP server that listens
  const { port } = server.address() as AddressInfo;
  const environment = { GOOD_HOOK: `http://127.0.0.1:${port}/T0-secret`, BAD_HOOK: "http://127.0.0.1:9/T0-secret" };
  const { cwd, serve } = await startGrid(50, {
    gate: { figures: { "score.right": { min: "99.9%" } } },
    notify: [
      { type: "webhook", url: "${GOOD_HOOK}", on: "failure" },
      { type: "slack", url: "${BAD_HOOK}" },
    ],
  });
  await serve({ wrong: { rate: 0.5 } });
  const { exitCode, stdout, stderr } = await runPromptgrid(["run", "--run-id", "r1", "--gate"], { cwd, environment });
  server.close();
  expect(exitCode).toBe(1);
  expect(received).toEqual([
    {
      title: "promptgrid: run r1 complete, gate FAIL",
      run_id: "r1",
      exit_code: 1,
      verdict: "fail",
      lines: [
        expect.stringMatching(/^100 of 100 tasks settled, 0 failed, in /),
        expect.stringMatching(/^FAIL Qwen \/ default: score\.right min: [\d.]+%, demanded at least 99\.9%$/),
        expect.stringMatching(/^FAIL Other \/ default: /),
      ],
    },
  ]);
  expect(stderr).toContain("warning: slack was not notified: ");
  const stored = await readFile(join(cwd, "results", "r1", "run.json"), "utf8");
  expect(stdout + stderr + stored).not.toContain("T0-secret");
}, 60_000);

it("history shows each night's figures and marks the night that got worse", async () => {
  const { serve, command } = await startGrid(300);
  await serve();
  expect((await command("run", "--run-id", "n1", "--name", "nightly")).exitCode).toBe(0);
  expect((await command("run", "--run-id", "n2", "--name", "nightly")).exitCode).toBe(0);
  expect((await command("run", "--run-id", "other")).exitCode).toBe(0);
  await serve({ wrong: { model: QWEN, rate: 0.2 } });
  expect((await command("run", "--run-id", "n3", "--name", "nightly")).exitCode).toBe(0);
  const { exitCode, stdout } = await command("history", "--name", "nightly", "--model", "Qwen", "--score", "right");
  expect(exitCode).toBe(0);
  const [, , ...rows] = stdout.split("\n");
  expect(rows.slice(0, 3).map((row) => [row.slice(0, 2), /%\] worse/.test(row)])).toEqual([
    ["n1", false],
    ["n2", false],
    ["n3", true],
  ]);
  expect(stdout).toMatch(/score\.right +██▁$/m);
  expect(stdout).not.toMatch(/Other|other/);
  const json = (await command("history", "--name", "nightly", "--json")).stdout.trimEnd().split("\n");
  expect(json.map((line) => JSON.parse(line).runId)).toEqual(["n1", "n2", "n3"]);
}, 60_000);
