import { createHash } from "node:crypto";
import type { Model } from "../core/config.ts";
import type { JudgingConfig } from "../core/scorer-config.ts";
import { WORDING } from "./judge-question.ts";
import { sortedKeys } from "./scorer-hash.ts";

/**
 * SHA-256 of all that a judge's verdicts depend on: what it is asked, and which model is asked with which parameters. Names,
 * limits, prices and keys are no part of it.
 */
export function judgeHash(
  { name: _name, repeats: _repeats, model: _model, ...settings }: JudgingConfig,
  judge: Model,
): string {
  const { provider, baseUrl, model, params } = judge;
  const identity = { wording: WORDING, settings, judge: { provider, baseUrl, model, params } };
  return createHash("sha256").update(JSON.stringify(identity, sortedKeys)).digest("hex");
}
