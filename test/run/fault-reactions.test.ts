import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { endpointOf, type FaultMeaning, readFaultMeanings } from "../support/fault-meanings.ts";
import { answered, codeOf, expectedAnswer, literalBody } from "./support/expected-record.ts";
import { type FaultStory, messagesOf, playFault } from "./support/fault-case.ts";
import { LASTING_MAXIMUM_WAIT_MS, reactionTo } from "./support/fault-reactions.ts";
import { ordinaryAnswer } from "./support/literal-answer.ts";

/**
 * Every fault of a completion, from the simulator's wire to the record, twice: for the first attempts only, and for good.
 * HTTP is real; time is virtual and requests take none of it, so that waits are exact.
 */
const lines = readFaultMeanings()
  // Listings, and connections that must have been used before, have tests of their own.
  .filter(({ name, fault }) => fault.route !== "models" && name !== "any/reset-on-reuse")
  .map((line, number) => {
    const reacts = reactionTo(line);
    return { ...line, model: `struck-${number}`, reacts, words: `${line.meaning}: ${reacts.words}` };
  });
type Line = (typeof lines)[number];

const stopping = lines.filter(({ reacts }) => reacts.passing === "resumed");
const settling = lines.filter(({ reacts }) => reacts.passing !== "resumed");
const lastingStops = lines.filter(({ reacts }) => reacts.lasting.kind === "stopped");
const lastingSettles = lines.filter(({ reacts }) => reacts.lasting.kind === "settled");

const HANGING: ReadonlySet<string> = new Set(["never-answer", "stall-after-headers", "stall", "comments-only"]);
const PATIENT_MS = 900_000;
/** More than any lane sends in the time that a lasting fault is waited for. */
const FOR_GOOD = 400;

let simulator: Simulator;
beforeAll(async () => {
  const faults = lines.flatMap(({ name, model, reacts }) => [
    { model: `${model}-passes`, script: Array.from({ length: reacts.strikes }, () => name), delayMs: 1 },
    { model: `${model}-lasts`, script: Array.from({ length: FOR_GOOD }, () => name), delayMs: 1 },
  ]);
  simulator = await startSimulator({ faults });
});
afterAll(() => simulator.close());

test.each(settling)("$name passes: $words", async (line) => {
  const { reacts } = line;
  const story = await play(line, "passes", PATIENT_MS);
  expectMeaning(story, line);
  expectMilliseconds(story.waits, reacts.waits, line);
  expectMilliseconds([story.siblingWaitMs], [reacts.pauseMs], line);
  expect([story.end, story.siblingEnd]).toEqual([{ kind: "finished" }, { kind: "finished" }]);

  const attempts = reacts.waits.length + 1;
  const rateLimited = line.reaction.includes("-limit") ? reacts.strikes : 0;
  const code = reacts.passing === "completed" ? null : codeOf(line);
  expect(story.received).toBe(2 * attempts);
  expect(story.records.map(facts)).toEqual(
    [0, 1].map((cell) => ({ cell, kind: reacts.passing, code, attempts, rateLimited })),
  );
  expect(story.records[0]?.retryMs).toBe(sum(story.waits));
  for (const record of story.records) {
    expect(asSent(answered(record), line)).toEqual(expectedAnswer(line, await ordinaryOf(line, record.cell)));
    expect(record.usage.kind).toBe(usageKind(line));
  }
});

test.each(stopping)("$name passes: $words", async (line) => {
  const story = await play(line, "passes", PATIENT_MS);
  expectMeaning(story, line);
  expectMilliseconds([story.siblingWaitMs], [0], line);
  expect(story).toMatchObject({
    end: { kind: "stopped", stop: { code: codeOf(line), message: expect.stringMatching(/\S/) } },
    siblingEnd: { kind: "finished" },
    received: 1,
    records: [],
  });
  const resumed = await play(line, "passes", PATIENT_MS, 1);
  expect(resumed.records.map(facts)).toEqual([{ cell: 0, kind: "completed", code: null, attempts: 1, rateLimited: 0 }]);
});

test.each(lastingSettles)("$name lasts: $words", async (line) => {
  const { lasting } = line.reacts;
  const as = lasting.kind === "settled" ? lasting : { as: "never", waits: [] };
  const story = await play(line, "lasts", LASTING_MAXIMUM_WAIT_MS);
  expectMeaning(story, line);
  expectMilliseconds(story.waits, as.waits, line);
  expect([story.end, story.siblingEnd]).toEqual([{ kind: "finished" }, { kind: "finished" }]);
  const attempts = as.waits.length + 1;
  expect(story.received).toBe(2 * attempts);
  expect(story.records.map(facts)).toEqual(
    [0, 1].map((cell) => ({ cell, kind: as.as, code: codeOf(line), attempts, rateLimited: 0 })),
  );
  // What came last is kept as it came; of a connection that broke there may be nothing.
  const literal = literalBody(line);
  expect(story.records.map(({ raw }) => literal && raw && Buffer.from(raw).toString("latin1"))).toEqual([
    literal,
    literal,
  ]);
});

test.each(lastingStops)("$name lasts: $words", async (line) => {
  const { lasting } = line.reacts;
  const expected = lasting.kind === "stopped" ? lasting : { code: "never", leastWaitedMs: NaN };
  const story = await play(line, "lasts", LASTING_MAXIMUM_WAIT_MS);
  expectMeaning(story, line);
  expect(sum(story.waits)).toBeGreaterThanOrEqual(expected.leastWaitedMs);
  // Neither the struck task nor those that were to follow are settled or asked again; the other lane is not touched.
  expect(story).toMatchObject({
    end: { kind: "stopped", stop: { code: expected.code ?? codeOf(line), message: expect.stringMatching(/\S/) } },
    siblingEnd: { kind: "finished" },
    records: [],
    received: story.attempts,
  });
});

function play(line: Line, way: "passes" | "lasts", maximumWaitMs: number, tasks = 2): Promise<FaultStory> {
  const { name, model, fault, meaning } = line;
  return playFault({
    simulator,
    ...endpointOf(name),
    model: `${model}-${way}`,
    stream: fault.route === "stream",
    hangs: HANGING.has(fault.behaviour),
    timeoutMs: meaning === "retry timeout" ? 60_000 : 600_000,
    maximumWaitMs,
    tasks,
  });
}

function ordinaryOf({ name, model }: Line, cell: number) {
  const { path } = endpointOf(name);
  return ordinaryAnswer(`${simulator.url}/${path}/v1`, { model: `${model}-passes`, messages: messagesOf({ cell }) });
}

function facts({ cell, outcome, attempts, rateLimited }: FaultStory["records"][number]) {
  return { cell, kind: outcome.kind, code: outcome.kind === "completed" ? null : outcome.code, attempts, rateLimited };
}

/** A part that was sent twice is there twice; without it the answer must be the ordinary one. */
function asSent(sent: ReturnType<typeof answered>, { remark }: Line): ReturnType<typeof answered> {
  if (remark !== "a part twice" || sent === null) return sent;
  const { text } = sent.answer;
  return { ...sent, answer: { ...sent.answer, text: text === null ? null : withoutRepetition(text) } };
}

/** The text without the longest part that directly follows itself. */
function withoutRepetition(text: string): string {
  for (let length = text.length >> 1; length > 0; length--) {
    for (let start = 0; start + 2 * length <= text.length; start++) {
      const part = text.slice(start, start + length);
      if (part === text.slice(start + length, start + 2 * length))
        return text.slice(0, start) + text.slice(start + length);
    }
  }
  return text;
}

/** Of the last answer; what is no answer reports none. */
function usageKind({ remark, fault, reaction }: Line): string {
  if (remark.startsWith("usage ")) return remark.slice("usage ".length);
  const isNoAnswer = reaction === "failed" || (reaction === "refused" && fault.answers !== true);
  return isNoAnswer ? "absent" : "reported";
}

function isDated({ fault }: FaultMeaning): boolean {
  return fault.route === undefined && (fault.fill?.includes("retry-after") ?? false);
}

/** A date in whole seconds, two seconds from now, is about that far away from when the lane began: real time goes on. */
function expectMeaning({ meaning }: FaultStory, line: Line): void {
  expect(isDated(line) ? meaning.replace(/(?<= after )\d{3,4}$/, "2000") : meaning).toBe(line.meaning);
}

/** Within a millisecond or so, for timers are whole; a date, within two seconds. */
function expectMilliseconds(found: readonly number[], expected: readonly number[], line: Line): void {
  const tolerance = isDated(line) ? 2000 : 1.5;
  expect(
    found.map((ms, index) => (Math.abs(ms - (expected[index] ?? NaN)) <= tolerance ? expected[index] : ms)),
  ).toEqual(expected);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
