import type { ProviderName } from "../core/config.ts";

/** Host (or a parent domain of it) → provider. */
const HOSTS: readonly (readonly [domain: string, provider: ProviderName])[] = [
  ["api.openai.com", "openai"],
  ["anthropic.com", "anthropic"],
  ["xf-yun.com", "spark"],
  ["dashscope.aliyuncs.com", "dashscope"],
  ["dashscope-intl.aliyuncs.com", "dashscope"],
  ["dashscope-us.aliyuncs.com", "dashscope"],
  ["siliconflow.cn", "siliconflow"],
  ["siliconflow.com", "siliconflow"],
  ["openrouter.ai", "openrouter"],
];

/** Ports that servers listen on unless told otherwise. 8080 (llama.cpp) is everybody's: it says nothing. */
const PORTS: Readonly<Record<string, ProviderName>> = { "11434": "ollama", "8000": "vllm" };

/** The provider behind a base URL, by its host or else its port; `generic` when neither tells (or it is no URL). */
export function inferProvider(baseUrl: string): ProviderName {
  if (!URL.canParse(baseUrl)) return "generic";
  const { hostname, port } = new URL(baseUrl);
  const known = HOSTS.find(([domain]) => hostname === domain || hostname.endsWith(`.${domain}`));
  return known?.[1] ?? PORTS[port] ?? "generic";
}
