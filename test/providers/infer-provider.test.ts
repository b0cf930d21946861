import { expect, test } from "vitest";
import { inferProvider } from "../../src/providers/infer-provider.ts";

test.each([
  ["https://api.openai.com/v1", "openai"],
  ["https://api.anthropic.com/v1/", "anthropic"],
  ["https://spark-api-open.xf-yun.com/v2", "spark"],
  ["https://maas-api.cn-huabei-1.xf-yun.com/v1", "spark"],
  ["https://dashscope.aliyuncs.com/compatible-mode/v1", "dashscope"],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "dashscope"],
  ["https://api.siliconflow.cn/v1", "siliconflow"],
  ["https://api.siliconflow.com/v1", "siliconflow"],
  ["https://openrouter.ai/api/v1", "openrouter"],
  ["http://localhost:11434/v1", "ollama"],
  ["http://gpu-1:8000/v1", "vllm"],
  ["http://localhost:8080/v1", "generic"],
  ["https://api.together.xyz/v1", "generic"],
  ["https://evil-openrouter.ai/v1", "generic"],
  ["https://openrouter.ai.example.com/v1", "generic"],
  ["not a url", "generic"],
])("%s is %s", (baseUrl, provider) => {
  expect(inferProvider(baseUrl)).toBe(provider);
});
