import type { Figure } from "./figure.ts";

/** A prompt whose value of a figure changed. */
export interface ChangedPrompt {
  /** Place in the `PromptPairs`. */
  readonly place: number;
  /** In the direction that is better; below 0 it got worse. */
  readonly gain: number;
  readonly baseline: number;
  readonly candidate: number;
}

/** Prompts that got better and those that got worse, the greatest change first, in table order among equals. */
export interface ChangedPrompts {
  readonly better: readonly ChangedPrompt[];
  readonly worse: readonly ChangedPrompt[];
}

/** Finds the prompts whose value changed; `places` are those of the figure's pairs. */
export function changedPrompts({ direction, pairs }: Figure, places: Uint32Array): ChangedPrompts {
  const sign = direction === "higher is better" ? 1 : -1;
  const changed: ChangedPrompt[] = [];
  for (const [pair, place] of places.entries()) {
    const baseline = pairs.baseline[pair] ?? Number.NaN;
    const candidate = pairs.candidate[pair] ?? Number.NaN;
    const gain = sign * (candidate - baseline);
    if (gain !== 0 && !Number.isNaN(gain)) changed.push({ place, gain, baseline, candidate });
  }
  const byChange = (one: ChangedPrompt, other: ChangedPrompt) =>
    Math.abs(other.gain) - Math.abs(one.gain) || one.place - other.place;
  return {
    better: changed.filter(({ gain }) => gain > 0).sort(byChange),
    worse: changed.filter(({ gain }) => gain < 0).sort(byChange),
  };
}
