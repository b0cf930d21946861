import { expect, test } from "vitest";
import { inferProvider } from "../../src/config/infer-provider.ts";

test.each([
  ["https://api.openai.com/v1", "openai"],
  ["https://dashscope.aliyuncs.com/compatible-mode/v1", "dashscope"],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "dashscope"],
  ["https://api.siliconflow.cn/v1", "siliconflow"],
  ["https://api.siliconflow.com/v1", "siliconflow"],
  ["https://openrouter.ai/api/v1", "openrouter"],
  ["https://spark-api-open.xf-yun.com/v2", "spark"],
  ["https://maas-api.cn-huabei-1.xf-yun.com/v1", "spark"],
  ["https://API.Anthropic.com/v1/", "anthropic"],
  ["http://gpu-box:11434/v1", "ollama"],
  ["http://localhost:8000/v1", "generic"],
  ["https://api.openai.com.example.org/v1", "generic"],
  ["https://notopenrouter.ai/v1", "generic"],
  ["no URL", "generic"],
])("%s is %s", (baseUrl, provider) => {
  expect(inferProvider(baseUrl)).toBe(provider);
});
