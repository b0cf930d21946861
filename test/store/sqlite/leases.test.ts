import Database from "better-sqlite3";
import { afterEach, expect, test, vi } from "vitest";
import { openConnection } from "../../../src/store/sqlite/connection.ts";
import { Leases } from "../../../src/store/sqlite/leases.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { currentProcess } from "../../../src/store/sqlite/process-identity.ts";
import { temporaryDatabase } from "./temporary-database.ts";

const INSERT_RUN = `insert into runs (key, id, status, created_at, plan, template_count, repeats, config, promptgrid_version)
  values (1, 'a', 'running', 0, '{}', 1, 1, '{}', '0')`;

afterEach(() => {
  vi.useRealTimers();
});

test("a lease is renewed every 5 s, and one that another process has taken over is left to it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using database = await temporaryDatabase();
  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  connection.exec(INSERT_RUN);
  const leases = new Leases(connection, currentProcess());
  leases.hold("runs", 1);
  const leaseUntil = () => database.count("select lease_until from runs");
  const first = leaseUntil();

  vi.advanceTimersByTime(5_000);
  expect(leaseUntil()).toBe(first + 5_000);

  // A process id alone means nothing on another machine.
  database.change("update runs set owner_host = 'elsewhere'");
  vi.advanceTimersByTime(5_000);
  expect(leaseUntil()).toBe(first + 5_000);

  leases.close();
  expect(database.count("select count(*) from runs where owner_host = 'elsewhere'")).toBe(1);
  connection.close();
});

test("a lease follows a clock that is set back or forward, at the next renewal", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: 1_800_000_000_000 });
  await using database = await temporaryDatabase();
  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  connection.exec(INSERT_RUN);
  const leases = new Leases(connection, currentProcess());
  leases.hold("runs", 1);
  for (const jumpMs of [-3_600_000, 7_200_000]) {
    vi.setSystemTime(Date.now() + jumpMs);
    vi.advanceTimersByTime(5_000);
    expect(database.count("select lease_until from runs") - Date.now()).toBe(30_000);
  }
  leases.close();
  connection.close();
});

test("a renewal does not make commits wait for a process that keeps the database locked", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await using database = await temporaryDatabase();
  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  connection.exec(INSERT_RUN);
  const leases = new Leases(connection, currentProcess());
  leases.hold("runs", 1);
  const patience = connection.pragma("busy_timeout", { simple: true });
  const other = new Database(database.path);
  other.exec("begin immediate");

  const startedAt = performance.now();
  vi.advanceTimersByTime(5_000);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(connection.pragma("busy_timeout", { simple: true })).toBe(patience);

  other.close();
  leases.close();
  connection.close();
});
