import type { Config, Model } from "./config.ts";

/** A model that a run of the config may ask, and where it stands there. */
export interface AskedModel {
  readonly model: Model;
  /** For messages: `models[0]`, `judge gpt`. */
  readonly place: string;
}

/** Every model that a run of the config asks, with those that judge its completions, each once. */
export function askedModels({ models, judges }: Pick<Config, "models" | "judges">): AskedModel[] {
  const names = new Set(models.map(({ name }) => name));
  return [
    ...models.map((model, index) => ({ model, place: `models[${index}]` })),
    ...judges.filter(({ name }) => !names.has(name)).map((model) => ({ model, place: `judge ${model.name}` })),
  ];
}
