import { ProblemsError, type Problem } from "../core/errors.ts";
import type { LeftOut } from "../core/left-out.ts";
import type { Template } from "../core/messages.ts";
import type { Selection } from "../core/run.ts";
import { compileTemplate } from "../prompts/compile-template.ts";
import { ProblemList } from "../prompts/problem-list.ts";
import { samplePositions } from "../prompts/sample-positions.ts";
import type { PromptNeeds } from "./judging/judge-scorer.ts";
import type { DuplicateId, RunDraft, Store } from "../store/store.ts";
import { expectedValueProblem } from "./expected-values.ts";
import type { NamedPromptSet } from "./prompt-sets.ts";
import { storedPrompts, type CandidatePrompt } from "./stored-prompts.ts";

/** Pairs of equal ids that are named in one go. */
const NAMED_DUPLICATES = 100;

/** What is chosen from, and how. */
export interface SelectionInput {
  readonly store: Store;
  readonly sets: readonly NamedPromptSet[];
  readonly templates: readonly Template[];
  readonly selection: Selection;
  /** Scorers that the prompts' expected values must suit. @default none */
  readonly scorers?: readonly PromptNeeds[];
}

/** Sees each page of selected prompts; for estimates. */
export type PromptObserver = (prompts: readonly CandidatePrompt[]) => void;

/**
 * Puts the selected prompts into the draft, in input order, every one checked against every template, whose columns the
 * sets have. Returns the rows
 * that `skipInvalid` left out; throws a ProblemsError with everything that is wrong.
 */
export async function selectPrompts(
  draft: RunDraft,
  input: SelectionInput,
  observe: PromptObserver = () => {},
): Promise<LeftOut> {
  const { store, sets, selection } = input;
  const templates = sets.map(({ name, stored }) =>
    input.templates.map((template) => compileTemplate(template, stored.columns, name)),
  );
  const faults = new ProblemList();
  const isSampled = await sampler(input);
  let wanted = selection.limit ?? Infinity;
  let selected = 0;
  for await (const page of storedPrompts(store, sets, selection.where)) {
    const valid: CandidatePrompt[] = [];
    for (const prompt of page) {
      if (wanted === 0) break;
      if (!isSampled()) continue;
      const fault = findFault(prompt);
      if (fault !== null) faults.add(fault);
      if (fault !== null && selection.skipInvalid) continue;
      wanted -= 1;
      valid.push(prompt);
    }
    selected += valid.length;
    observe(valid);
    await draft.select(valid);
    if (wanted === 0) break;
  }
  if (selection.skipInvalid) selected -= await leaveOutDuplicates(draft, faults);
  else await refuseFaults(draft, faults);
  if (selected === 0) throw new ProblemsError([nothingSelected(selection)]);
  return { count: faults.count, problems: listed(faults) };

  function findFault(prompt: CandidatePrompt): Problem | null {
    const place = `${sets[prompt.promptSet]?.name}:${prompt.line}`;
    for (const template of templates[prompt.promptSet] ?? []) {
      const fault = template.check(prompt.cells, place);
      if (fault !== null) return fault;
    }
    return expectedValueProblem(input.scorers ?? [], prompt.cells, place);
  }
}

/** Says of one prompt after the other whether the sample has it. */
async function sampler({ store, sets, selection }: SelectionInput): Promise<() => boolean> {
  if (selection.sample === null) return () => true;
  let total = 0;
  if (selection.where.length === 0) total = sets.reduce((sum, { stored }) => sum + stored.rows, 0);
  else for await (const page of storedPrompts(store, sets, selection.where)) total += page.length;
  const positions = samplePositions(total, selection.sample.size, selection.sample.seed);
  let next = positions.next();
  let position = 0;
  return () => {
    const isSampled = next.value === position++;
    if (isSampled) next = positions.next();
    return isSampled;
  };
}

/** Ids must be unique in a run, across files. Returns how many prompts were taken out. */
async function leaveOutDuplicates(draft: RunDraft, faults: ProblemList): Promise<number> {
  let leftOut = 0;
  for (;;) {
    const pairs = await draft.duplicateIds(NAMED_DUPLICATES);
    if (pairs.length === 0) return leftOut;
    for (const pair of pairs) faults.add(duplicateId(pair));
    await draft.leaveOut(pairs.map(({ second }) => second.position));
    leftOut += pairs.length;
  }
}

/** Throws a ProblemsError when there are faulty rows or equal ids. */
async function refuseFaults(draft: RunDraft, faults: ProblemList): Promise<void> {
  const pairs = await draft.duplicateIds(NAMED_DUPLICATES + 1);
  const problems = [...listed(faults), ...pairs.slice(0, NAMED_DUPLICATES).map(duplicateId)];
  if (pairs.length > NAMED_DUPLICATES) problems.push({ where: "prompts", what: "more prompt ids occur twice" });
  if (problems.length > 0) throw new ProblemsError(problems);
}

function duplicateId({ id, first, second }: DuplicateId): Problem {
  return {
    where: `${second.promptSet}:${second.line}`,
    what: "the prompt id occurs twice",
    found: JSON.stringify(id),
    expected: `an id other than that of ${first.promptSet}:${first.line}`,
    fix: "Make ids unique, name another column in columns.id, or leave the second out with --skip-invalid",
  };
}

function nothingSelected({ where, limit }: Selection): Problem {
  const conditions = where.map(([column, value]) => `${column}=${value}`).join(", ");
  return {
    where: where.length > 0 ? "--where" : "prompts",
    what: "no prompt is left to send",
    ...(where.length > 0 ? { found: `no row with ${conditions}` } : {}),
    ...(limit === 0 ? { found: "--limit 0" } : {}),
  };
}

function listed(faults: ProblemList): readonly Problem[] {
  return faults.list((count) => ({ where: "prompts", what: `${count} more rows have problems` }));
}
