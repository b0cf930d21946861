import type { Score } from "../../core/score.ts";
import type { JudgeConfig, JudgingConfig, PairwiseConfig } from "../../core/scorer-config.ts";
import { findVerdict } from "../../score/find-verdict.ts";
import { pairValue, preferenceForm, type PairVerdicts, type Preference } from "../../score/preference.ts";
import { gradeForm } from "../../score/verdict-scale.ts";
import type { GridRecord, GridRow, Store, StoredRun } from "../../store/store.ts";
import { gridPages } from "../../tables/grid-pages.ts";

/** What a derived run says of one completion of its parent. */
export interface JudgedCell {
  readonly lane: number;
  readonly cell: number;
  readonly score: Score;
  /** The two verdicts of a comparison; null of a grade, and where one of them is missing. */
  readonly pair: PairVerdicts | null;
}

/** A reason is for reading; what is longer is in the derived run's tables. */
const LONGEST_REASON = 2000;

/** Everything that the records of a derived run say, a page at a time; what is not settled yet is left out. */
export async function* readVerdicts(
  store: Store,
  derived: StoredRun,
  config: JudgingConfig,
): AsyncGenerator<JudgedCell[]> {
  /** The first of two orders, where its second is on the next page. */
  let open: GridRow | null = null;
  for await (const page of gridPages(store, derived.key)) {
    const cells: JudgedCell[] = [];
    for (const row of page) {
      if (config.type === "judge") {
        const [record] = row.records;
        if (record !== undefined) cells.push({ ...placeOf(row), score: gradeOf(record, config), pair: null });
      } else if (row.prompt.columns["order"] === "1") open = row;
      else {
        const [first, second] = [open?.records[0], row.records[0]];
        if (first !== undefined && second !== undefined)
          cells.push({ ...placeOf(row), ...pairOf(first, second, config) });
        open = null;
      }
    }
    yield cells;
  }
}

function placeOf({ prompt: { columns } }: GridRow): { readonly lane: number; readonly cell: number } {
  return { lane: Number(columns["lane"]), cell: Number(columns["cell"]) };
}

function gradeOf(record: GridRecord, config: JudgeConfig): Score {
  const text = textOf(record);
  if (typeof text !== "string") return text;
  const found = findVerdict(text, gradeForm(config));
  if (found === null) return unread(text);
  const { verdict, reasoning } = found;
  return { kind: "scored", value: verdict.value, reason: reasonOf(verdict.said, reasoning) };
}

function pairOf(
  first: GridRecord,
  second: GridRecord,
  { models, templates }: PairwiseConfig,
): Pick<JudgedCell, "score" | "pair"> {
  const [firstText, secondText] = [textOf(first), textOf(second)];
  if (typeof firstText !== "string") return { score: firstText, pair: null };
  if (typeof secondText !== "string") return { score: secondText, pair: null };
  const inOrder = findVerdict(firstText, preferenceForm);
  if (inOrder === null) return { score: unread(firstText), pair: null };
  const swapped = findVerdict(secondText, preferenceForm);
  if (swapped === null) return { score: unread(secondText), pair: null };
  const pair = { inOrder: inOrder.verdict, swapped: swapped.verdict };
  const [one = "", other = ""] = models ?? templates ?? [];
  const said = `${preferred(pair.inOrder, one, other)} in the first order, ${preferred(pair.swapped, other, one)} in the second`;
  const reasons = [inOrder.reasoning, swapped.reasoning].filter((reason) => reason !== null).join(" / ");
  return { score: { kind: "scored", value: pairValue(pair), reason: reasonOf(said, reasons || null) }, pair };
}

function preferred(preference: Preference, shownFirst: string, shownSecond: string): string {
  if (preference === "tie") return "a tie";
  return preference === "first" ? shownFirst : shownSecond;
}

/** The judge's text, or the score where there is none. */
function textOf({ outcome }: GridRecord): string | Score {
  switch (outcome.kind) {
    case "completed":
      return outcome.text ?? { kind: "unscored", reason: "the judge gave no text" };
    case "refused":
      return { kind: "unscored", reason: `the judge refused (${outcome.code}): ${outcome.message}` };
    case "failed":
      return { kind: "error", reason: `the judge failed (${outcome.code}): ${outcome.message}` };
  }
}

function unread(text: string): Score {
  return { kind: "unscored", reason: reasonOf("no verdict in the judge's answer", text) };
}

function reasonOf(said: string, reasoning: string | null): string {
  const reason = reasoning === null || reasoning === "" ? said : `${said}: ${reasoning}`;
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1)}…`;
}
