import { resolve } from "node:path";
import type { BreakerPolicy, Config, Model, Params, ProxyChoice } from "../core/config.ts";
import { type Problem, ProblemsError } from "../core/errors.ts";
import type { Template } from "../core/messages.ts";
import { isJudging } from "../core/scorer-config.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { Environment } from "./environment.ts";
import { problemOf } from "./fault.ts";
import { findFaults } from "./find-faults.ts";
import { resolveGate } from "./gate-schema.ts";
import { DEFAULT_BREAKER } from "./model-schema.ts";
import { resolveEndpoints } from "./resolve-endpoints.ts";
import { entriesOf } from "./rules/rule.ts";
import { type CompleteConfig, configSchema } from "./schema.ts";

/** Where a written config comes from and what it is resolved against. */
export interface ResolveOptions {
  /** Folder that paths in the config are relative to, absolute. */
  readonly directory: string;
  /** The file's name for messages; null when the config comes from code. @default null */
  readonly file?: string | null;
  readonly environment: Environment;
  /** True when the traffic goes to the simulator, so that no key is needed. @default false */
  readonly simulate?: boolean;
  /** Names of the models that will be asked; the keys of others are not needed. @default all */
  readonly models?: readonly string[];
  /** What reading the file has found already. @default none */
  readonly problems?: readonly Problem[];
}

type WrittenBreaker = CompleteConfig["breaker"];

/** A written config (from JSON or from code) as a frozen `Config`; throws a ProblemsError with every problem in it. */
export function resolveConfig(written: unknown, options: ResolveOptions): Config {
  const { directory, file = null, environment, simulate = false, models, problems = [] } = options;
  const asked = askedNames(written, models);
  const needsSecrets = ({ name }: Readonly<Record<string, unknown>>) => !simulate && asked.has(name);
  const { expanded, faults } = findFaults(written, environment, needsSecrets);
  const all = [...problems, ...faults.map((fault) => problemOf(fault, file))];
  if (all.length > 0) throw new ProblemsError(all);
  const complete = configSchema.parse(expanded);
  return deepFreeze({
    directory,
    file,
    prompts: complete.prompts,
    columns: { id: complete.columns.id, messages: complete.columns.messages ?? null },
    results: resolve(directory, complete.results),
    repeats: complete.repeats,
    templates: resolveTemplates(complete),
    models: complete.models.map((model) => resolveModel(model, complete, directory)),
    scorers: complete.scorers,
    judges: judgesOf(complete).map((model) => resolveModel(model, complete, directory)),
    notify: complete.notify,
    gate: complete.gate === undefined ? null : resolveGate(complete.gate),
    store: complete.store,
    tables: complete.tables,
  });
}

/** The models that scorers name, each once. */
function judgesOf({ judges, models, scorers }: CompleteConfig): CompleteConfig["models"] {
  const names = new Set(scorers.filter(isJudging).map(({ model }) => model));
  return [...judges, ...models].filter(({ name }) => names.has(name));
}

/** Names of the models that will be asked or judge; the config's shape is not checked yet. */
function askedNames(written: unknown, models: readonly string[] | undefined): ReadonlySet<unknown> {
  const all = entriesOf(written, "models").map(({ fields }) => fields["name"]);
  return new Set([...(models ?? all), ...entriesOf(written, "scorers").map(({ fields }) => fields["model"])]);
}

function resolveTemplates({ columns, template, templates }: CompleteConfig): Template[] {
  if (columns.messages !== undefined) return [{ kind: "column", name: "default", column: columns.messages }];
  const written = templates ?? [{ name: "default", ...(template ?? { user: "{{prompt}}" }) }];
  return written.map(({ name, system, user, messages }) => ({
    kind: "messages",
    name,
    messages: messages ?? [
      ...(system === undefined ? [] : [{ role: "system", content: system }]),
      ...(user === undefined ? [] : [{ role: "user", content: user }]),
    ],
  }));
}

function resolveModel(
  model: CompleteConfig["models"][number],
  common: Pick<CompleteConfig, "params" | "breaker" | "proxy" | "ca">,
  directory: string,
): Model {
  const { first, otherEndpoints } = resolveEndpoints(model);
  return {
    name: model.name,
    model: model.model,
    ...first,
    otherEndpoints,
    params: withoutNulls({ ...common.params, ...model.params }),
    stream: model.stream,
    proxy: resolveProxyChoice(model.proxy ?? common.proxy),
    ca: [model.ca ?? common.ca ?? []].flat().map((path) => resolve(directory, path)),
    price: model.price === undefined ? null : { ...model.price, cachedInput: model.price.cachedInput ?? null },
    timeoutMs: model.timeoutMs,
    stallTimeoutMs: model.stallTimeoutMs,
    retry: model.retry,
    breaker: resolveBreaker(model.breaker, common.breaker),
  };
}

/** A model's own object switches on again what `false` has switched off for all. */
function resolveBreaker(own: WrittenBreaker | undefined, common: WrittenBreaker): BreakerPolicy | null {
  if (own === false || (own === undefined && common === false)) return null;
  const { consecutive, share, window } = { ...(common === false ? {} : common), ...own };
  return {
    consecutive: consecutive ?? DEFAULT_BREAKER.consecutive,
    share: share ?? DEFAULT_BREAKER.share,
    window: window ?? DEFAULT_BREAKER.window,
  };
}

function resolveProxyChoice(written: CompleteConfig["proxy"]): ProxyChoice {
  if (written === undefined) return { kind: "environment" };
  return written === false ? { kind: "none" } : { kind: "written", url: written };
}

function withoutNulls(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
}
