import type { ProviderName } from "../core/config.ts";

/** Hosts whose kind of endpoint is known; the first match counts. */
const KNOWN_HOSTS: readonly (readonly [host: RegExp, provider: ProviderName])[] = [
  [/^api\.openai\.com$/, "openai"],
  [/^dashscope[\w-]*\.aliyuncs\.com$/, "dashscope"],
  [/^api\.siliconflow\.(?:cn|com)$/, "siliconflow"],
  [/^(?:.+\.)?openrouter\.ai$/, "openrouter"],
  [/^(?:.+\.)?xf-yun\.com$/, "spark"],
  [/^api\.anthropic\.com$/, "anthropic"],
];

/** Ollama's own port; the other self-hosted servers share theirs with half the world. */
const OLLAMA_PORT = "11434";

/** The kind of endpoint behind a base URL; `generic` when the host does not tell (or is no URL). */
export function inferProvider(baseUrl: string): ProviderName {
  const url = URL.parse(baseUrl);
  if (url === null) return "generic";
  const known = KNOWN_HOSTS.find(([host]) => host.test(url.hostname));
  if (known !== undefined) return known[1];
  return url.port === OLLAMA_PORT ? "ollama" : "generic";
}
