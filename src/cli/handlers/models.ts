import type { Config, Model } from "../../core/config.ts";
import { ProblemsError } from "../../core/errors.ts";
import { Secrets } from "../../core/secrets.ts";
import { routeProblems } from "../../run/read-routes.ts";
import { openTraffic } from "../../run/traffic.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { Interrupt } from "../interrupt.ts";
import type { ModelReport } from "../model-report.ts";
import { renderModelReport } from "../model-report.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, gridOptions, jsonOption, simulateOptions } from "../option-groups.ts";
import { readConfig, simulationOf } from "../run-inputs.ts";

type ModelsArguments = OptionValues<
  Pick<typeof configOptions, "config"> & Pick<typeof gridOptions, "models"> & typeof simulateOptions & typeof jsonOption
> & { readonly check: boolean | undefined };

const LISTING_TIMEOUT_MS = 30_000;
const CHECK_TIMEOUT_MS = 120_000;

/** Asks each configured endpoint for its models, and with `--check` for one token. */
export async function handleModels(args: ModelsArguments, context: CliContext): Promise<number> {
  const simulate = (await simulationOf(args)) ?? null;
  const { config, environment } = await readConfig(args, context);
  const secrets = new Secrets(environment, config.models);
  const problems = simulate === null ? await routeProblems(config, environment) : [];
  if (problems.length > 0) throw new ProblemsError(problems);
  using interrupt = new Interrupt(context.signals);
  await using traffic = await openTraffic(withOneToken(config), {
    secrets,
    clock: context.clock,
    simulate,
    connections: () => 1,
  });
  const within = (timeoutMs: number) => AbortSignal.any([interrupt.signal, AbortSignal.timeout(timeoutMs)]);
  const reports = await Promise.all(
    traffic.endpoints.flat().map(async ({ model, provider }): Promise<ModelReport> => {
      const route = secrets.proxyRoute(model);
      const proxy = simulate === null && route.kind === "proxy" ? route.proxy.shown : null;
      const listing = await provider.listModels(within(LISTING_TIMEOUT_MS));
      if (args.check !== true) return { model, proxy, listing, check: null };
      return {
        model,
        proxy,
        listing,
        check: await provider.complete([{ role: "user", content: "ping" }], within(CHECK_TIMEOUT_MS)),
      };
    }),
  );
  if (interrupt.signal.aborted) return exitCode[interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"];
  if (simulate !== null && args.json !== true) context.stdout.write("SIMULATED: asked promptgrid's own simulator.\n\n");
  const texts = reports.map((report) =>
    args.json === true ? `${JSON.stringify(asJson(report))}\n` : renderModelReport(report),
  );
  context.stdout.write(secrets.redact(texts.join(args.json === true ? "" : "\n")));
  const isAnyFailed = reports.some(({ check }) => check !== null && check.verdict.kind !== "settled");
  const isAnyRejected = reports.some(
    ({ check }) => check?.verdict.kind === "settled" && check.verdict.outcome.kind === "failed",
  );
  return isAnyFailed || isAnyRejected ? exitCode.incomplete : exitCode.success;
}

/** The config with every answer limited to one token, under whichever parameter the model uses. */
function withOneToken(config: Config): Config {
  const shorten = (model: Model): Model => {
    const limit = "max_completion_tokens" in model.params ? "max_completion_tokens" : "max_tokens";
    return { ...model, params: { ...model.params, [limit]: 1 } };
  };
  return { ...config, models: config.models.map(shorten) };
}

function asJson({ model, proxy, listing, check }: ModelReport): object {
  const identity = { name: model.name, model: model.model, baseUrl: model.baseUrl, provider: model.provider, proxy };
  if (check === null) return { ...identity, listing };
  const { raw: _, ...attempt } = check;
  return { ...identity, listing, check: attempt };
}
