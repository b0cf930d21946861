import { ProblemsError } from "../core/errors.ts";
import type { Problem } from "../core/errors.ts";
import type { ChatMessage, Template } from "../core/messages.ts";
import { nearMiss } from "../core/near-miss.ts";
import type { Cells } from "./compile-text.ts";
import { compileMessage, isBlank } from "./compile-message.ts";
import type { CompiledMessage } from "./compile-message.ts";
import { excerpt, listNames } from "./excerpt.ts";
import { parseConversation } from "./parse-conversation.ts";

/** A template made ready for the columns of one prompt set. */
export interface CompiledTemplate {
  /** What the template asks of the set and the set has not; one for each placeholder or column. */
  readonly problems: readonly Problem[];
  /** The messages for a prompt. Throws a ProblemsError when its conversation column cannot be read (see `check`). */
  render(cells: Cells): readonly ChatMessage[];
  /** What keeps a prompt from being asked, or null. `where` is its file and physical line. */
  check(cells: Cells, where: string): Problem | null;
}

/** Binds a template to a prompt set (`set` is its name, for messages); only the template's own text has placeholders. */
export function compileTemplate(template: Template, columns: readonly string[], set: string): CompiledTemplate {
  return template.kind === "messages" ? compileMessages(template, columns, set) : compileColumn(template, columns, set);
}

function compileMessages(
  template: Extract<Template, { kind: "messages" }>,
  columns: readonly string[],
  set: string,
): CompiledTemplate {
  const messages = template.messages.map((message) => compileMessage(message, columns));
  const unknown = new Set(messages.flatMap(({ texts }) => texts.flatMap((text) => text.unknown)));
  return {
    problems: [...unknown].map((name) =>
      missingColumn(
        `the template "${template.name}" uses {{${name}}}, and there is no such column`,
        name,
        columns,
        set,
      ),
    ),
    render: (cells) => messages.map((message) => message.render(cells)),
    check: (cells, where) => {
      const blank = messages.find((message) => message.role === "user" && isBlank(message.render(cells)));
      return blank === undefined ? null : blankMessage(blank, cells, where, template.name);
    },
  };
}

function compileColumn(
  template: Extract<Template, { kind: "column" }>,
  columns: readonly string[],
  set: string,
): CompiledTemplate {
  const { column } = template;
  const read = (cells: Cells) => (Object.hasOwn(cells, column) ? (cells[column] ?? "") : "");
  const unreadable = (cell: string, where: string): Problem | null => {
    const conversation = parseConversation(cell);
    if (conversation.kind === "messages") {
      const blank = conversation.messages.findIndex((message) => message.role === "user" && isBlank(message));
      return blank === -1 ? null : { where, what: `message ${blank + 1} of column ${JSON.stringify(column)} is empty` };
    }
    return {
      where,
      what: `column ${JSON.stringify(column)} is no conversation: ${conversation.what}`,
      found: excerpt(cell),
      expected: '[{"role": "user", "content": "…"}, …]',
    };
  };
  const missing = `the template "${template.name}" takes its messages from column ${JSON.stringify(column)}, and there is none`;
  return {
    problems: columns.includes(column) ? [] : [missingColumn(missing, column, columns, set)],
    render: (cells) => {
      const conversation = parseConversation(read(cells));
      if (conversation.kind === "messages") return conversation.messages;
      throw new ProblemsError([{ where: set, what: conversation.what, found: excerpt(read(cells)) }]);
    },
    check: (cells, where) => unreadable(read(cells), where),
  };
}

function missingColumn(what: string, name: string, columns: readonly string[], set: string): Problem {
  const near = nearMiss(name, columns);
  const problem = { where: set, what, expected: `one of the columns ${listNames(columns)}` };
  return near === null ? problem : { ...problem, fix: `Did you mean ${listNames([near])}?` };
}

function blankMessage(message: CompiledMessage, cells: Cells, where: string, template: string): Problem {
  const columns = message.texts.flatMap((text) => text.columns).filter((name) => (cells[name] ?? "").trim() === "");
  const what = `the user message of the template "${template}" would be empty`;
  if (columns.length === 0) return { where, what, expected: "text or a placeholder in the template" };
  const named =
    columns.length === 1 ? `column ${listNames(columns)} is empty` : `columns ${listNames(columns)} are empty`;
  return {
    where,
    what,
    found: named,
    expected: "text in it",
    fix: "Fill the cell, or leave such rows out with --skip-invalid",
  };
}
