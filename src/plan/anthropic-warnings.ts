import type { Model } from "../core/config.ts";
import type { Problem } from "../core/errors.ts";

/** First version of each family that answers 400 to sampling parameters. */
const FIRST_REFUSING: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  opus: [4, 7],
  sonnet: [5, 0],
  haiku: [5, 5],
};

const SAMPLING_PARAMETERS = ["temperature", "top_p", "top_k"];

/** Taken by the OpenAI-compatible endpoint without a word, and without effect. */
const IGNORED_PARAMETERS = [
  "response_format",
  "seed",
  "logprobs",
  "top_logprobs",
  "logit_bias",
  "presence_penalty",
  "frequency_penalty",
  "metadata",
  "prediction",
  "service_tier",
  "store",
  "user",
  "modalities",
  "audio",
  "reasoning_effort",
];

/** Parameters that Claude refuses or ignores; `where` is a path inside the model. */
export function anthropicWarnings(model: Model): Problem[] {
  if (model.provider !== "anthropic") return [];
  const refused = refusesSampling(model.model) ? SAMPLING_PARAMETERS : [];
  return [
    ...presentIn(model, refused).map((name) => ({
      where: `params.${name}`,
      what: `${model.model} refuses ${name} with status 400`,
      fix: `Set "${name}": null in this model's params`,
    })),
    ...presentIn(model, IGNORED_PARAMETERS).map((name) => ({
      where: `params.${name}`,
      what: "is silently ignored by Anthropic's OpenAI-compatible endpoint",
      fix: `Set "${name}": null in this model's params, so that the table does not promise it`,
    })),
  ];
}

function presentIn({ params }: Model, names: readonly string[]): string[] {
  return names.filter((name) => Object.hasOwn(params, name));
}

/** Model ids are `claude-<family>-<major>[-<minor>][-<date>]`. */
function refusesSampling(id: string): boolean {
  const [, family = "", major = "", minor = "0"] = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-|$)/.exec(id) ?? [];
  const first = FIRST_REFUSING[family];
  if (first === undefined) return false;
  return Number(major) > first[0] || (Number(major) === first[0] && Number(minor) >= first[1]);
}
