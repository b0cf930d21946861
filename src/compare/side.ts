import type { RepeatedValues } from "./repeated-values.ts";

/** A model and a template whose answers are compared as one. */
export interface Arm {
  readonly model: string;
  readonly template: string;
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
