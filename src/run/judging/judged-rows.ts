import { askedText } from "./asked-text.ts";
import { compileTemplate } from "../../prompts/compile-template.ts";
import { compileText } from "../../prompts/compile-text.ts";
import type { PromptRow } from "../../core/prompt-row.ts";
import type { JudgingConfig } from "../../core/scorer-config.ts";
import { cellOf } from "../../core/task.ts";
import { gradeQuestion, preferenceQuestion, type JudgedTexts } from "../../score/judge-question.ts";
import type { CellScore } from "../../store/score-store.ts";
import { laneShapeOf, type GridRecord, type GridRow, type Store, type StoredRun } from "../../store/store.ts";
import { gridPages } from "../../tables/grid-pages.ts";

/** Columns of the prompts of a derived run. `order` 2 shows the second arm of a pair first. */
export const JUDGED_COLUMNS = [
  "lane",
  "cell",
  "order",
  "prompt_id",
  "model",
  "template",
  "repeat",
  "question",
] as const;

/** What a page of the parent's records gives a judge. */
export interface JudgedPage {
  readonly rows: readonly PromptRow[];
  /** Completions that no judge need be asked about. */
  readonly unscored: readonly CellScore[];
}

/** What one score rests on: a completion, or for a comparison a pair of them. The place is the first one's. */
interface Judged {
  readonly record: GridRecord;
  readonly other: GridRecord | null;
}

/**
 * The questions for what has no score by this scorer, rendered from the records of the parent run in its order, a page at a
 * time. The same records give the same rows.
 */
export async function* judgedRows(
  store: Store,
  run: StoredRun,
  config: JudgingConfig,
  scorerKey: number,
): AsyncGenerator<JudgedPage> {
  const textsOf = judgedTexts(run, config);
  const shape = laneShapeOf(run.plan);
  let row = 0;
  for await (const page of gridPages(store, run.key)) {
    const done = await scoredPlaces(store, run, scorerKey, page);
    const rows: PromptRow[] = [];
    const unscored: CellScore[] = [];
    for (const gridRow of page) {
      for (const { record, other } of judgedOf(run, config, gridRow)) {
        const { lane, template, repeat } = record;
        const cell = cellOf(shape, gridRow.prompt.position, template, repeat);
        if (done.has(`${lane} ${cell}`)) continue;
        const skip = (reason: string) => unscored.push({ scorerKey, lane, cell, score: { kind: "unscored", reason } });
        const answers = [record, ...(other === null ? [] : [other])].map(textOf);
        const [answer = null, otherAnswer = null] = answers;
        const texts = textsOf(gridRow, template);
        if (answers.includes(null) || answer === null) skip("the completion has no text");
        else if (texts === null) skip(`the column ${config.reference ?? ""} is empty`);
        else {
          const questions = questionsOf(config, texts, answer, otherAnswer);
          for (const [index, question] of questions.entries()) {
            row += 1;
            const order = String(index + 1);
            const model = run.plan.models[lane]?.name ?? "";
            const templateName = run.plan.templates[template]?.name ?? "";
            const id = [gridRow.prompt.id, model, templateName, `#${repeat}`, order].join(" | ");
            const place = [String(lane), String(cell), order, gridRow.prompt.id, model, templateName, String(repeat)];
            rows.push({ row, line: row, id, cells: [...place, question] });
          }
        }
      }
    }
    yield { rows, unscored };
  }
}

function questionsOf(config: JudgingConfig, texts: JudgedTexts, answer: string, other: string | null): string[] {
  if (config.type === "judge") return [gradeQuestion(texts, answer, config)];
  return [preferenceQuestion(texts, answer, other ?? ""), preferenceQuestion(texts, other ?? "", answer)];
}

/** What stands in the question beside the answers; null where the prompt has no reference. */
function judgedTexts(run: StoredRun, config: JudgingConfig): (row: GridRow, template: number) => JudgedTexts | null {
  const sets = new Map(
    run.plan.promptSets.map(({ name }, index) => {
      const columns = run.promptSets[index]?.columns ?? [];
      const templates = run.plan.templates.map((template) => compileTemplate(template, columns, name));
      return [name, { templates, rubric: compileText(config.rubric, columns) }];
    }),
  );
  return ({ prompt: { promptSet, columns } }, template) => {
    const set = sets.get(promptSet);
    const compiled = set?.templates[template];
    if (set === undefined || compiled === undefined) throw new Error(`no template ${template} for ${promptSet}`);
    const cell = config.reference === undefined ? null : (columns[config.reference] ?? "");
    if (cell?.trim() === "") return null;
    return { rubric: set.rubric.render(columns), asked: askedText(compiled.render(columns)), reference: cell };
  };
}

function judgedOf(run: StoredRun, config: JudgingConfig, { records }: GridRow): Judged[] {
  const completed = records.filter(({ outcome }) => outcome.kind === "completed");
  if (config.type === "judge") return completed.map((record) => ({ record, other: null }));
  const axis = config.models === undefined ? "template" : "lane";
  const names = (axis === "lane" ? run.plan.models : run.plan.templates).map(({ name }) => name);
  const [first = -1, second = -1] = (config.models ?? config.templates ?? []).map((name) => names.indexOf(name));
  return completed.flatMap((record) => {
    if (record[axis] !== first) return [];
    const across = axis === "lane" ? "template" : "lane";
    const other = completed.find(
      (each) => each[axis] === second && each[across] === record[across] && each.repeat === record.repeat,
    );
    return other === undefined ? [] : [{ record, other }];
  });
}

function textOf({ outcome }: GridRecord): string | null {
  return outcome.kind === "completed" ? outcome.text : null;
}

async function scoredPlaces(
  store: Store,
  run: StoredRun,
  scorerKey: number,
  page: readonly GridRow[],
): Promise<ReadonlySet<string>> {
  const [first, last] = [page[0]?.prompt.position, page.at(-1)?.prompt.position];
  if (first === undefined || last === undefined) return new Set();
  const scores = await store.scoresBetween(run.key, [scorerKey], first, last);
  return new Set(scores.map(({ lane, cell }) => `${lane} ${cell}`));
}
