import { readHistory, type HistoryEntry } from "../../run/history.ts";
import { openResults } from "../../run/results.ts";
import { boundMemory } from "../bound-memory.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { renderHistory } from "../history-text.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { demandResults, resultsFolder } from "../results-folder.ts";

type HistoryArguments = OptionValues<typeof configOptions & typeof jsonOption> & {
  readonly name: string | undefined;
  readonly last: number | undefined;
  readonly model: string | undefined;
  readonly score: string | undefined;
};

const DEFAULT_LAST = 10;

/** Prints the figures of successive runs, one after the other. */
export async function handleHistory(args: HistoryArguments, context: CliContext): Promise<number> {
  using _memory = boundMemory();
  const folder = await resultsFolder(args, context);
  await demandResults(folder);
  await using results = await openResults(folder);
  const entries = await readHistory(results.store, folder, {
    name: args.name ?? null,
    last: args.last ?? DEFAULT_LAST,
  });
  if (entries.length === 0) {
    context.stderr.write(
      `No complete run${args.name === undefined ? "" : ` with --name ${args.name}`} in ${folder} that was not simulated\n`,
    );
  } else if (args.json === true)
    context.stdout.write(entries.map((entry) => `${JSON.stringify(plain(entry))}\n`).join(""));
  else context.stdout.write(renderHistory(entries, { score: args.score ?? null, model: args.model ?? null }));
  return exitCode.success;
}

function plain({ runId, createdAt, arms, changes, returnedModels }: HistoryEntry): object {
  const figures = arms.map(({ candidate, figures: own }) => ({
    arm: candidate,
    figures: own.map(({ name, unit, candidate: value }) => ({ name, unit, value })),
  }));
  const differences = changes?.map(({ candidate, figures: own }) => ({
    arm: candidate,
    figures: own.map(({ name, difference, p_value: p }) => ({ name, difference, p_value: p })),
  }));
  return {
    runId,
    createdAt: new Date(createdAt).toISOString(),
    arms: figures,
    changes: differences ?? null,
    returnedModels: Object.fromEntries(returnedModels),
  };
}
