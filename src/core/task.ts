/** One row of a prompt set, as one run sees it. */
export interface Prompt {
  /** 0-based place among the run's selected prompts: input order. */
  readonly position: number;
  /** Name of the prompt set in this run (its path relative to the config). */
  readonly promptSet: string;
  /** 1-based data row in its file. */
  readonly row: number;
  /** 1-based physical line on which the row starts. */
  readonly line: number;
  readonly id: string;
  /** Column name → cell, exactly as decoded, in file order. */
  readonly columns: Readonly<Record<string, string>>;
}

/** One cell to fill: prompt × template × repeat of one lane's model. */
export interface Task {
  /** Key within the lane, see `cellOf`. */
  readonly cell: number;
  readonly prompt: Prompt;
  /** Index into the config's templates. */
  readonly template: number;
  /** 1-based. */
  readonly repeat: number;
}

/** The axes behind a lane's cells. */
export interface LaneShape {
  readonly templates: number;
  readonly repeats: number;
}

/**
 * Integer key of a task within its lane; ascending cells are input order: position, then template, then repeat.
 * `repeat` is 1-based, the others 0-based.
 */
export function cellOf(shape: LaneShape, position: number, template: number, repeat: number): number {
  return (position * shape.templates + template) * shape.repeats + (repeat - 1);
}

/** Inverse of `cellOf`. */
export function placeOf(shape: LaneShape, cell: number): { position: number; template: number; repeat: number } {
  const repeat = (cell % shape.repeats) + 1;
  const rest = Math.floor(cell / shape.repeats);
  return { position: Math.floor(rest / shape.templates), template: rest % shape.templates, repeat };
}
