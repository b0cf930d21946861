import type { Config, Model } from "../../core/config.ts";
import { JUDGE_INSTRUCTIONS } from "../../score/judge-question.ts";

/** The config of a run that asks `judge`; what does not concern it is the parent's. */
export function derivedConfig(config: Config, judge: Model): Config {
  const messages = [
    { role: "system", content: JUDGE_INSTRUCTIONS },
    { role: "user", content: "{{question}}" },
  ];
  return {
    ...config,
    repeats: 1,
    columns: { id: "id", messages: null },
    templates: [{ kind: "messages", name: "default", messages }],
    models: [judge],
    judges: [],
    scorers: [],
    gate: null,
  };
}
