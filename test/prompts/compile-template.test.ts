import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ProblemsError, formatProblem } from "../../src/core/errors.ts";
import type { ChatMessage, Template } from "../../src/core/messages.ts";
import { compileTemplate } from "../../src/prompts/compile-template.ts";

const user = (content: ChatMessage["content"]): Template => ({
  kind: "messages",
  name: "default",
  messages: [{ role: "user", content }],
});
const conversation: Template = { kind: "column", name: "chat", column: "messages" };
const render = (template: Template, cells: Record<string, string>) =>
  compileTemplate(template, Object.keys(cells), "a.csv").render(cells);
const renderText = (text: string, cells: Record<string, string>) => render(user(text), cells)[0]?.content;

test("replaces every placeholder of every message, spaces inside the braces or not", () => {
  const template: Template = {
    kind: "messages",
    name: "default",
    messages: [
      { role: "system", content: "Be {{tone}}." },
      { role: "user", content: "{{ prompt }} / {{prompt}}\n{{\ttone }}", name: "{{tone}}" },
    ],
  };
  expect(render(template, { tone: "kind", prompt: "Hi" })).toEqual([
    { role: "system", content: "Be kind." },
    { role: "user", content: "Hi / Hi\nkind", name: "{{tone}}" },
  ]);
});

test("a cell's characters mean nothing, whatever they are", () => {
  for (const cell of ["{{7*7}}", "{# x #}", "file:///etc/hostname", '["a"]', "$& $1 $$", "{{b}}", "\\n"]) {
    expect(renderText("<{{a}}|{{b}}>", { a: cell, b: "B" })).toBe(`<${cell}|B>`);
  }
});

test("any cell arrives as it is", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ unit: "grapheme", maxLength: 10 }), (a, b) => {
      expect(renderText("{{a}}-{{b}}-{{a}}", { a, b })).toBe(`${a}-${b}-${a}`);
    }),
  );
});

test("column names may hold any characters", () => {
  const names = ["a b", "x.y", "问题", "$1", "a|b", "(x", "{y}", "}}", " padded ", "__proto__", "C:\\x", "a-b", "[z]"];
  for (const name of names) expect(renderText(`<{{${name}}}>`, Object.fromEntries([[name, "cell"]]))).toBe("<cell>");
  const any = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((name) => name.trim() !== "" && !name.startsWith("{"));
  fc.assert(fc.property(any, (name) => renderText(`<{{ ${name} }}>`, Object.fromEntries([[name, "c"]])) === "<c>"));
});

test("prefers the longer name and leaves braces around a placeholder alone", () => {
  expect(renderText("{{a b}}{{a}}", { a: "1", "a b": "2" })).toBe("21");
  expect(renderText('{"x": {{{a}}}, {{}} {{ }} {{', { a: "1" })).toBe('{"x": {1}, {{}} {{ }} {{');
});

test("replaces inside text parts only", () => {
  const image = { type: "image_url", image_url: { url: "{{a}}" } };
  const content = [{ type: "text", text: "See {{a}}" }, image, "{{a}}"];
  expect(render(user(content), { a: "x" })[0]?.content).toEqual([{ type: "text", text: "See x" }, image, "{{a}}"]);
});

test("reports a placeholder without a column once, with the columns and a near miss", () => {
  const { problems } = compileTemplate(user("{{promt}} {{promt}} {{ zzz }}"), ["id", "prompt", "my note"], "p/a.csv");
  expect(problems.map(formatProblem)).toEqual([
    'p/a.csv: the template "default" uses {{promt}}, and there is no such column (expected one of the columns id, prompt, "my note"). Did you mean prompt?',
    'p/a.csv: the template "default" uses {{zzz}}, and there is no such column (expected one of the columns id, prompt, "my note")',
  ]);
});

test("names that every JavaScript object has are no columns", () => {
  expect(compileTemplate(user("{{constructor}}"), ["a"], "a.csv").problems).toHaveLength(1);
  expect(compileTemplate(user("{{constructor}}"), ["constructor"], "a.csv").render({})[0]?.content).toBe("");
});

test("refuses a user message that is empty or blank, naming the empty column", () => {
  const check = (template: Template, cells: Record<string, string>) => {
    const problem = compileTemplate(template, Object.keys(cells), "a.csv").check(cells, "a.csv:7");
    return problem === null ? null : formatProblem(problem);
  };
  expect(check(user("{{prompt}}"), { prompt: " \n\u3000" })).toBe(
    'a.csv:7: the user message of the template "default" would be empty (found column prompt is empty, expected text in it). Fill the cell, or leave such rows out with --skip-invalid',
  );
  expect(check(user("{{a}} {{b}}"), { a: "", b: " " })).toContain("columns a, b are empty");
  expect(check(user("{{a}} {{b}}"), { a: "", b: "x" })).toBeNull();
  expect(check(user("Q: {{a}}"), { a: "" })).toBeNull();
  expect(check(user([{ type: "text", text: "{{a}}" }]), { a: "" })).toContain("column a is empty");
  expect(check(user([{ type: "text", text: "{{a}}" }, { type: "image_url" }]), { a: "" })).toBeNull();
  expect(check(user(" "), { a: "x" })).toContain("expected text or a placeholder in the template");
  const system: Template = { kind: "messages", name: "s", messages: [{ role: "system", content: "{{a}}" }] };
  expect(check(system, { a: "" })).toBeNull();
});

test("takes a whole conversation from a column and replaces nothing in it", () => {
  const messages = [
    { role: "system", content: "{{a}}" },
    { role: "user", content: [{ type: "text", text: "{{messages}}" }] },
    { role: "assistant", content: null, tool_calls: [] },
  ];
  const cells = { messages: JSON.stringify(messages), a: "x" };
  expect(render(conversation, cells)).toEqual(messages);
  expect(compileTemplate(conversation, ["messages", "a"], "a.csv").check(cells, "a.csv:2")).toBeNull();
});

test("refuses a cell that is no conversation, with its line and the reason", () => {
  const compiled = compileTemplate(conversation, ["messages"], "a.csv");
  const reason = (cell: string) => {
    const problem = compiled.check({ messages: cell }, "a.csv:3");
    return problem === null ? null : formatProblem(problem);
  };
  expect(reason("hello")).toMatch(/^a\.csv:3: column "messages" is no conversation: the cell is not valid JSON/);
  expect(reason("")).toContain("not valid JSON");
  expect(reason('{"role":"user"}')).toContain("no array of messages");
  expect(reason("[]")).toContain("the conversation has no messages");
  expect(reason('[{"role":"user","content":"a"},{"role":1,"content":"b"}]')).toContain("message 2 has not both a role");
  expect(reason('[{"role":"user"}]')).toContain("message 1 has not both");
  expect(reason('[{"role":"user","content":7}]')).toContain("message 1 has not both");
  expect(reason('[{"role":"user","content":" "}]')).toBe('a.csv:3: message 1 of column "messages" is empty');
  expect(() => compiled.render({ messages: "hello" })).toThrow(ProblemsError);
});

test("reports a conversation column that the set has not", () => {
  const { problems } = compileTemplate(conversation, ["id", "message"], "a.csv");
  expect(problems.map(formatProblem)).toEqual([
    'a.csv: the template "chat" takes its messages from column "messages", and there is none (expected one of the columns id, message). Did you mean message?',
  ]);
});
