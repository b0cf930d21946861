import type { TaskRecord } from "../core/record.ts";
import type { Prompt } from "../core/task.ts";

/** What a scorer says of one completion. */
export interface Verdict {
  /** 0 to 1 for judgements; in its own unit for `length`, `latency` and `cost`. Always finite. */
  readonly value: number;
  /** Why, in a few words; null where the value says it all. */
  readonly reason: string | null;
  /** What was read out of the text and compared, where that is not the whole text. */
  readonly extracted?: string;
}

/**
 * A verdict, or why there can be none: the prompt has no expected value, the provider reported no usage …; or what
 * went wrong in the user's own code.
 */
export type Judgement = Verdict | { readonly unscored: string } | { readonly error: string };

/** A completion as a scorer sees it. */
export interface ScoredCompletion {
  readonly prompt: Pick<Prompt, "id" | "columns">;
  /** Of a completed task. */
  readonly record: Omit<TaskRecord, "raw">;
  /** The completion's text. */
  readonly text: string;
  readonly model: string;
  readonly template: string;
  /** 1-based. */
  readonly repeat: number;
}

/** A scorer ready to be used. */
export interface Scorer {
  readonly name: string;
  /** SHA-256 of all that the scores depend on, hexadecimal; names and repeats are no part of it. */
  readonly hash: string;
  /** The column that the scorer needs and a prompt set with these columns lacks, or null. */
  readonly missingColumn: (columns: readonly string[]) => string | null;
  /** Whether its values are amounts (words, milliseconds, money) rather than judgements from 0 to 1. */
  readonly isAmount: boolean;
  /** Whether completions without text can be scored, as latency and cost can. */
  readonly needsText: boolean;
  /** What is wrong with the expected value in a prompt's cells, or null; asked before anything is paid for. */
  readonly check: (columns: Readonly<Record<string, string>>) => ExpectedFault | null;
  /** Never throws, whatever the text and the user's own code do. */
  readonly score: (completion: ScoredCompletion) => Judgement | Promise<Judgement>;
}

/** An expected value that the scorer cannot use. */
export interface ExpectedFault {
  /** Column that holds it; null when it stands in the config. */
  readonly column: string | null;
  /** What is wrong with it, after its name: `holds no number`. */
  readonly what: string;
  readonly found: string;
  readonly expected: string;
}

/** The part of a scorer that is its type's own. */
export interface ScoringRule
  extends Pick<Scorer, "score">, Partial<Pick<Scorer, "isAmount" | "needsText" | "check" | "missingColumn">> {
  /** Columns that every prompt set must have. */
  readonly columns: readonly string[];
}

/** A pass (1) or a failure (0), with the reason for a failure. */
export function binaryVerdict(isPass: boolean, reason: string, extracted?: string): Verdict {
  return { value: isPass ? 1 : 0, reason: isPass ? null : reason, ...(extracted === undefined ? {} : { extracted }) };
}

/** A text as a reason quotes it: short, on one line. */
export function quote(text: string): string {
  const line = JSON.stringify(text);
  return line.length <= 60 ? line : `${Array.from(line).slice(0, 57).join("")}…"`;
}
