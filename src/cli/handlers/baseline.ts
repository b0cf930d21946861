import { removeBaseline, setBaseline } from "../../run/baselines.ts";
import { openResults } from "../../run/results.ts";
import type { Baseline, Store } from "../../store/store.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { renderTable, type TableColumn } from "../format/table.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { demandResults, hasResults, resultsFolder } from "../results-folder.ts";
import { UsageError } from "../usage-error.ts";

type BaselineArguments = OptionValues<typeof configOptions & typeof jsonOption> & {
  readonly action: string;
  readonly run: string | undefined;
  readonly name: string | undefined;
};

/** Names runs as baselines, lists the names, and forgets them. */
export async function handleBaseline(args: BaselineArguments, context: CliContext): Promise<number> {
  checkArguments(args);
  const folder = await resultsFolder(args, context);
  if (args.action === "list") {
    context.stdout.write(renderBaselines(await readBaselines(folder), args.json === true));
    return exitCode.success;
  }
  await demandResults(folder);
  await using results = await openResults(folder);
  context.stdout.write(`${await change(results.store, folder, args)}\n`);
  return exitCode.success;
}

async function change(
  store: Store,
  folder: string,
  { action, run = "", name = "" }: BaselineArguments,
): Promise<string> {
  if (action === "remove") {
    await removeBaseline(store, run);
    return `Baseline ${run} is forgotten`;
  }
  const { id, status } = await setBaseline(store, folder, run, name);
  const note = status === "complete" ? "" : ` (${status}: prompts without an answer are not compared)`;
  return `Baseline ${name} is run ${id}${note}`;
}

async function readBaselines(folder: string): Promise<readonly Baseline[]> {
  // Looking must not create a database.
  if (!(await hasResults(folder))) return [];
  await using results = await openResults(folder);
  return await results.store.baselines();
}

function renderBaselines(baselines: readonly Baseline[], isJson: boolean): string {
  const rows = baselines.map(({ name, runId, setAt }) => ({ name, runId, setAt: new Date(setAt).toISOString() }));
  if (isJson) return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  if (rows.length === 0) return "No baselines. Name one with: promptgrid baseline set <run> <name>\n";
  return `${renderTable(columns, rows)}\n`;
}

const columns: readonly TableColumn<{ readonly name: string; readonly runId: string; readonly setAt: string }>[] = [
  { heading: "baseline", align: "left", cell: ({ name }) => name },
  { heading: "run", align: "left", cell: ({ runId }) => runId },
  { heading: "set (UTC)", align: "left", cell: ({ setAt }) => setAt.slice(0, 16).replace("T", " ") },
];

function checkArguments({ action, run, name }: BaselineArguments): void {
  const usages: Readonly<Record<string, readonly [number, string]>> = {
    set: [2, "promptgrid baseline set <run> <name>"],
    list: [0, "promptgrid baseline list"],
    remove: [1, "promptgrid baseline remove <name>"],
  };
  const [words, usage] = usages[action] ?? [0, ""];
  const given = [run, name].filter((word) => word !== undefined).length;
  if (given !== words) throw new UsageError(`baseline ${action}: found ${given} names, expected ${words}: ${usage}`);
}
