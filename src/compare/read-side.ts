import { hash } from "node:crypto";
import { ProblemsError, type Problem } from "../core/errors.ts";
import type { CompletionsFile } from "./completions-file.ts";
import { isTaskStatus, type ValueColumn } from "./measures.ts";
import { plainCell } from "./plain-cell.ts";
import { RepeatedValues } from "./repeated-values.ts";
import { SeenRepeats } from "./seen-repeats.ts";
import type { Arm, Side } from "./side.ts";

/** What is read of a table. */
export interface ReadSideOptions {
  readonly values: readonly ValueColumn[];
  /** Input columns, `input.` included, that a prompt must be equal in. */
  readonly inputColumns: readonly string[];
  /** Input columns, `input.` included, to keep for slices and clusters. */
  readonly labelColumns: readonly string[];
  /** Which repeats count, 1-based. */
  readonly takesRepeat: (repeat: number) => boolean;
}

/** Problems that are listed; more would say the same. */
const LISTED_PROBLEMS = 20;

/**
 * Reads a table in one pass. Throws a ProblemsError with all that contradicts itself in it or is no figure: a value that
 * cannot be read is never taken for one that is missing.
 */
export async function readSide(file: CompletionsFile, options: ReadSideOptions): Promise<Side> {
  const reading = new SideReading(file, options);
  for await (const rows of file.rows(reading.columns)) {
    if (!rows.every((row) => reading.take(row))) break;
  }
  return reading.side();
}

/** What every row is known by and judged by. */
const TASK_COLUMNS = ["prompt_id", "template", "model", "repeat", "status", "finish_reason", "currency"];

interface OpenArm extends Arm {
  currency: string | null;
  readonly seen: SeenRepeats;
}

class SideReading {
  readonly #file: CompletionsFile;
  readonly #options: ReadSideOptions;
  readonly #place: ReadonlyMap<string, number>;
  readonly #inputPlaces: readonly number[];
  readonly #prompts: string[] = [];
  readonly #indexOf = new Map<string, number>();
  readonly #inputs: string[] = [];
  readonly #labels: { readonly column: string; readonly place: number; readonly cells: string[] }[];
  readonly #values: readonly (ValueColumn & { readonly place: number })[];
  readonly #arms = new Map<string, OpenArm>();
  readonly #problems: Problem[] = [];
  /** Rows below the heading so far. */
  #rows = 0;
  #last: { readonly prompt: number; readonly row: readonly string[] } | null = null;

  constructor(file: CompletionsFile, options: ReadSideOptions) {
    this.#file = file;
    this.#options = options;
    this.#place = new Map(file.columns.map((column, index) => [column, index]));
    this.#inputPlaces = options.inputColumns.map((column) => this.#placeOf(column));
    this.#labels = options.labelColumns.map((column) => ({ column, place: this.#placeOf(column), cells: [] }));
    this.#values = options.values.map((value) => ({ ...value, place: this.#placeOf(value.column) }));
  }

  /** What is read of each row. */
  get columns(): readonly string[] {
    const { values, inputColumns, labelColumns } = this.#options;
    return [...TASK_COLUMNS, ...values.map(({ column }) => column), ...inputColumns, ...labelColumns];
  }

  /** Takes a row; false when there are so many problems that reading on is of no use. */
  take(row: readonly string[]): boolean {
    this.#rows += 1;
    const repeat = Number(this.#cell(row, "repeat"));
    const status = this.#cell(row, "status");
    if (!Number.isInteger(repeat) || repeat < 1) {
      return this.#report("repeat is no whole number from 1", this.#cell(row, "repeat"));
    }
    if (!isTaskStatus(status)) {
      return this.#report("has no status that promptgrid writes", status, "completed, refused, failed or cancelled");
    }
    if (!this.#options.takesRepeat(repeat)) return true;
    const prompt = this.#promptIndex(row);
    const arm = this.#arm(row);
    if (!arm.seen.add(prompt, repeat)) {
      const task = `${this.#prompts[prompt] ?? ""}, ${arm.model} / ${arm.template}, repeat ${repeat}`;
      return this.#report("is a second row of the same task", task, "one row for each task");
    }
    arm.tasks.add(prompt, 1);
    arm.currency ??= this.#cell(row, "currency") || null;
    const finishReason = this.#cell(row, "finish_reason");
    for (const { name, column, place, read } of this.#values) {
      const cell = row[place] ?? "";
      const value = read({ status, finishReason, cell });
      if (Number.isNaN(value)) this.#report(`${column} holds no number`, cell, "a number, or nothing");
      else if (value !== null) arm.values.get(name)?.add(prompt, value);
    }
    return this.#problems.length < LISTED_PROBLEMS;
  }

  side(): Side {
    if (this.#problems.length > 0) throw new ProblemsError(this.#problems.slice(0, LISTED_PROBLEMS));
    if (this.#prompts.length === 0) {
      const what =
        this.#rows === 0 ? "holds no completion to compare" : "holds one repeat only: there is nothing beside it";
      throw new ProblemsError([{ where: this.#file.path, what }]);
    }
    return {
      path: this.#file.path,
      prompts: this.#prompts,
      indexOf: this.#indexOf,
      inputs: this.#inputs,
      labels: new Map(this.#labels.map(({ column, cells }) => [column, cells])),
      arms: [...this.#arms.values()],
      takesRepeat: this.#options.takesRepeat,
    };
  }

  #report(what: string, found: string, expected?: string): boolean {
    const where = `${this.#file.path}: row ${this.#rows}`;
    const fix = "Rows are counted below the heading; `promptgrid export` writes the table of a run again";
    this.#problems.push({ where, what, found, ...(expected === undefined ? {} : { expected }), fix });
    return this.#problems.length < LISTED_PROBLEMS;
  }

  #promptIndex(row: readonly string[]): number {
    const id = plainCell(this.#cell(row, "prompt_id"));
    const known = this.#indexOf.get(id);
    if (known !== undefined) {
      if (!this.#hasInputsOf(known, row)) this.#report("has other input columns than an earlier row of its prompt", id);
      return known;
    }
    const index = this.#prompts.length;
    this.#prompts.push(id);
    this.#indexOf.set(id, index);
    this.#inputs.push(this.#inputDigest(row));
    for (const { place, cells } of this.#labels) cells.push(plainCell(row[place] ?? ""));
    this.#last = { prompt: index, row };
    return index;
  }

  /** Rows of a prompt stand together as a rule: comparing with the one before costs less than a digest. */
  #hasInputsOf(prompt: number, row: readonly string[]): boolean {
    const { prompt: last, row: before } = this.#last ?? { prompt: -1, row: [] };
    if (last === prompt && this.#inputPlaces.every((place) => row[place] === before[place])) return true;
    return this.#inputDigest(row) === this.#inputs[prompt];
  }

  #inputDigest(row: readonly string[]): string {
    return hash("sha1", JSON.stringify(this.#inputPlaces.map((place) => plainCell(row[place] ?? ""))), "base64");
  }

  #arm(row: readonly string[]): OpenArm {
    const model = this.#cell(row, "model");
    const template = this.#cell(row, "template");
    const key = JSON.stringify([model, template]);
    const known = this.#arms.get(key);
    if (known !== undefined) return known;
    const values = new Map(this.#options.values.map(({ name }) => [name, new RepeatedValues()]));
    const counts = { tasks: new RepeatedValues(), seen: new SeenRepeats() };
    const arm: OpenArm = { model, template, currency: null, values, ...counts };
    this.#arms.set(key, arm);
    return arm;
  }

  #cell(row: readonly string[], column: string): string {
    return row[this.#placeOf(column)] ?? "";
  }

  #placeOf(column: string): number {
    return this.#place.get(column) ?? -1;
  }
}
