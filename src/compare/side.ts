import { hash } from "node:crypto";
import { ProblemsError } from "../core/errors.ts";
import type { CompletionsFile } from "./completions-file.ts";
import type { ValueColumn } from "./measures.ts";
import { RepeatedValues } from "./repeated-values.ts";

/** A model and a template whose answers are compared as one. */
export interface Arm {
  readonly model: string;
  readonly template: string;
  /** As the endpoint was asked. */
  readonly providerModel: string;
  /** Of its costs; null where no cost is known. */
  readonly currency: string | null;
  /** By the name of the value. */
  readonly values: ReadonlyMap<string, RepeatedValues>;
  /** Prompts that this arm was asked, whatever came of it: the tasks per prompt. */
  readonly tasks: RepeatedValues;
}

/** One of the two tables of a comparison, held as numbers: no text of any completion. */
export interface Side {
  readonly path: string;
  /** Prompt ids in table order, and their places. */
  readonly prompts: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** By prompt: a digest of the input columns that both tables have. */
  readonly inputs: readonly string[];
  /** By asked-for input column: the cell of each prompt. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly arms: readonly Arm[];
  readonly takesRepeat: (repeat: number) => boolean;
}

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

/** Reads a table in one pass. Throws a ProblemsError for a table that contradicts itself or cannot be read. */
export async function readSide(file: CompletionsFile, options: ReadSideOptions): Promise<Side> {
  const reading = new SideReading(file, options);
  for await (const row of file.rows) reading.take(row);
  return reading.side();
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

  constructor(file: CompletionsFile, options: ReadSideOptions) {
    this.#file = file;
    this.#options = options;
    this.#place = new Map(file.columns.map((column, index) => [column, index]));
    this.#inputPlaces = options.inputColumns.map((column) => this.#placeOf(column));
    this.#labels = options.labelColumns.map((column) => ({ column, place: this.#placeOf(column), cells: [] }));
    this.#values = options.values.map((value) => ({ ...value, place: this.#placeOf(value.column) }));
  }

  take(row: readonly string[]): void {
    if (!this.#options.takesRepeat(Number(this.#cell(row, "repeat")))) return;
    const prompt = this.#promptIndex(row);
    const arm = this.#arm(row);
    arm.tasks.add(prompt, 1);
    arm.currency ??= this.#cell(row, "currency") || null;
    const status = this.#cell(row, "status");
    const finishReason = this.#cell(row, "finish_reason");
    for (const { name, place, read } of this.#values) {
      const value = read({ status, finishReason, cell: row[place] ?? "" });
      if (value !== null) arm.values.get(name)?.add(prompt, value);
    }
  }

  side(): Side {
    if (this.#prompts.length === 0) {
      throw new ProblemsError([{ where: this.#file.path, what: "holds no completion to compare" }]);
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

  #promptIndex(row: readonly string[]): number {
    const id = this.#cell(row, "prompt_id");
    const known = this.#indexOf.get(id);
    if (known !== undefined) return known;
    const index = this.#prompts.length;
    this.#prompts.push(id);
    this.#indexOf.set(id, index);
    this.#inputs.push(hash("sha1", JSON.stringify(this.#inputPlaces.map((place) => row[place] ?? "")), "base64"));
    for (const { place, cells } of this.#labels) cells.push(row[place] ?? "");
    return index;
  }

  #arm(row: readonly string[]): OpenArm {
    const model = this.#cell(row, "model");
    const template = this.#cell(row, "template");
    const key = JSON.stringify([model, template]);
    const known = this.#arms.get(key);
    if (known !== undefined) return known;
    const values = new Map(this.#options.values.map(({ name }) => [name, new RepeatedValues()]));
    const providerModel = this.#cell(row, "provider_model");
    const arm: OpenArm = { model, template, providerModel, currency: null, values, tasks: new RepeatedValues() };
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

interface OpenArm extends Arm {
  currency: string | null;
}
