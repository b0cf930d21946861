import { splitTemplate } from "./split-template.ts";
import type { TemplatePart } from "./split-template.ts";

/** A prompt's cells by column name. */
export type Cells = Readonly<Record<string, string>>;

/** A template's text made ready for a set's columns. */
export interface CompiledText {
  /** Columns it uses, each once. */
  readonly columns: readonly string[];
  /** Placeholders without a column, each once. */
  readonly unknown: readonly string[];
  /** The text with each placeholder replaced by the cell, whose characters mean nothing. */
  render(cells: Cells): string;
}

/** Splits a text once, so that rendering only joins. */
export function compileText(text: string, columns: readonly string[]): CompiledText {
  const parts = splitTemplate(text, columns);
  const placeholders = parts.filter((part) => part.kind !== "literal");
  const names = (kind: "column" | "unknown") =>
    new Set(placeholders.filter((part) => part.kind === kind).map((part) => part.name));
  return {
    columns: [...names("column")],
    unknown: [...names("unknown")],
    render: (cells) => {
      let rendered = "";
      for (const part of parts) rendered += renderPart(part, cells);
      return rendered;
    },
  };
}

function renderPart(part: TemplatePart, cells: Cells): string {
  if (part.kind === "literal") return part.text;
  if (part.kind === "unknown") return `{{${part.name}}}`;
  return Object.hasOwn(cells, part.name) ? (cells[part.name] ?? "") : "";
}
