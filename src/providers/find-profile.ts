import type { ProviderName } from "../core/config.ts";
import type { ProviderProfile } from "./profile.ts";
import { anthropic } from "./profiles/anthropic.ts";
import { dashscope } from "./profiles/dashscope.ts";
import { generic } from "./profiles/generic.ts";
import { llamacpp } from "./profiles/llamacpp.ts";
import { ollama } from "./profiles/ollama.ts";
import { openai } from "./profiles/openai.ts";
import { openrouter } from "./profiles/openrouter.ts";
import { siliconflow } from "./profiles/siliconflow.ts";
import { spark } from "./profiles/spark.ts";
import { vllm } from "./profiles/vllm.ts";

const PROFILES: Readonly<Record<ProviderName, ProviderProfile>> = {
  openai,
  vllm,
  ollama,
  llamacpp,
  dashscope,
  siliconflow,
  openrouter,
  spark,
  anthropic,
  generic,
};

/** The profile of a provider. */
export function findProfile(name: ProviderName): ProviderProfile {
  return PROFILES[name];
}
