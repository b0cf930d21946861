import fc from "fast-check";
import { expect, test } from "vitest";
import type { Template } from "../../src/core/messages.ts";
import { selectFrom } from "./support/selection.ts";

const TEMPLATE: Template = { kind: "messages", name: "t", messages: [{ role: "user", content: "{{text}}" }] };

function csv(count: number, first = 1): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return `p${number},text ${number},${number % 3 === 0 ? "zh" : "en"}`;
  });
  return `id,text,language\n${rows.join("\n")}\n`;
}

test("everything is selected in the order of the files and their rows", async () => {
  const { ids, observed } = await selectFrom({ "b.csv": csv(2, 3), "a.csv": csv(2) }, { templates: [TEMPLATE] });
  expect(ids).toEqual(["p3", "p4", "p1", "p2"]);
  expect(observed).toEqual(ids);
});

test("a limit takes the first ones, over the border of a file and of a page", async () => {
  const files = { "a.csv": csv(1500), "b.csv": csv(10, 2001) };
  const { ids } = await selectFrom(files, { templates: [TEMPLATE], limit: 1502 });
  expect(ids).toHaveLength(1502);
  expect(ids.slice(1498)).toEqual(["p1499", "p1500", "p2001", "p2002"]);
});

test("conditions come first, then the sample, then the limit", async () => {
  const where = [["language", "zh"]] as const;
  const zh = await selectFrom({ "a.csv": csv(30) }, { templates: [TEMPLATE], where });
  expect(zh.ids).toEqual(["p3", "p6", "p9", "p12", "p15", "p18", "p21", "p24", "p27", "p30"]);
  const sample = { size: 5, seed: 1 };
  const sampled = await selectFrom({ "a.csv": csv(30) }, { templates: [TEMPLATE], where, sample });
  expect(sampled.ids).toHaveLength(5);
  expect(zh.ids).toEqual(expect.arrayContaining([...sampled.ids]));
  const limited = await selectFrom({ "a.csv": csv(30) }, { templates: [TEMPLATE], where, sample, limit: 2 });
  expect(limited.ids).toEqual(sampled.ids.slice(0, 2));
});

test("a sample is the same for the same seed, in input order, and no larger than what is there", async () => {
  const files = { "a.csv": csv(40) };
  const property = fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 1000 }), async (size, seed) => {
    const options = { templates: [TEMPLATE], sample: { size, seed } };
    const { ids } = await selectFrom(files, options);
    expect(ids).toHaveLength(Math.min(size, 40));
    expect(ids).toEqual(ids.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
    expect((await selectFrom(files, options)).ids).toEqual(ids);
  });
  await fc.assert(property, { numRuns: 5 });
});

test("an unknown column in a condition or a template is refused, all of them at once", async () => {
  const { problems } = await selectFrom(
    { "a.csv": csv(1), "b.csv": "id,txt\n1,x\n" },
    { templates: [TEMPLATE], where: [["lang", "zh"]] },
  );
  expect(problems).toEqual([
    expect.stringContaining("--where: no prompt set has this column"),
    expect.stringMatching(/^b\.csv: the template "t" uses \{\{text\}\}.*Did you mean txt\?$/),
  ]);
});

test("a condition that no row meets is refused", async () => {
  const { problems } = await selectFrom({ "a.csv": csv(2) }, { templates: [TEMPLATE], where: [["language", "fr"]] });
  expect(problems).toEqual(["--where: no prompt is left to send (found no row with language=fr)"]);
});

test("empty messages and ids that occur twice, in one file or two, are told at once", async () => {
  const files = { "a.csv": "id,text\n1,x\n2,\n1,y\n", "b.csv": "id,text\n2,z\n" };
  expect((await selectFrom(files, { templates: [TEMPLATE] })).problems).toEqual([
    expect.stringMatching(/^a\.csv:3: the user message of the template "t" would be empty/),
    expect.stringMatching(
      /^a\.csv:4: the prompt id occurs twice \(found "1", expected an id other than that of a\.csv:2\)/,
    ),
    expect.stringMatching(
      /^b\.csv:2: the prompt id occurs twice \(found "2", expected an id other than that of a\.csv:3\)/,
    ),
  ]);
});

test("with skipInvalid such rows are left out, counted and listed, and do not count towards a limit", async () => {
  const files = { "a.csv": "id,text\n1,x\n2,\n1,y\n3,z\n4,w\n" };
  const { ids, leftOut } = await selectFrom(files, { templates: [TEMPLATE], skipInvalid: true });
  expect(ids).toEqual(["1", "3", "4"]);
  expect(leftOut.count).toBe(2);
  expect(leftOut.problems.map(({ where }) => where)).toEqual(["a.csv:3", "a.csv:4"]);
  const blank = { "a.csv": "id,text\n1,\n2,b\n3,c\n" };
  expect((await selectFrom(blank, { templates: [TEMPLATE], skipInvalid: true, limit: 2 })).ids).toEqual(["2", "3"]);
});

test("a row that one of several templates cannot ask is faulty once", async () => {
  const other: Template = { kind: "messages", name: "u", messages: [{ role: "user", content: " {{text}}{{hint}} " }] };
  const { problems } = await selectFrom(
    { "a.csv": "id,text,hint\n1,,h\n2,,\n3,x,\n" },
    { templates: [TEMPLATE, other] },
  );
  expect(problems.map((problem) => problem.split(": ")[0])).toEqual(["a.csv:2", "a.csv:3"]);
});

test("of many faults a hundred are named and the rest is counted", async () => {
  const rows = Array.from({ length: 130 }, (_, index) => `${index},`).join("\n");
  const { problems } = await selectFrom({ "a.csv": `id,text\n${rows}\n` }, { templates: [TEMPLATE] });
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe("prompts: 30 more rows have problems");
});

test("of many ids that occur twice a hundred are named", async () => {
  const rows = Array.from({ length: 130 }, () => "same,x").join("\n");
  const { problems } = await selectFrom({ "a.csv": `id,text\n${rows}\n` }, { templates: [TEMPLATE] });
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe("prompts: more prompt ids occur twice");
});

test("when nothing valid is left there is nothing to run", async () => {
  const { problems } = await selectFrom({ "a.csv": "id,text\n1,\n" }, { templates: [TEMPLATE], skipInvalid: true });
  expect(problems).toEqual(["prompts: no prompt is left to send"]);
});
