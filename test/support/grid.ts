import { temporaryFolder } from "./folder.ts";

/** The three models of the product against one simulator, keys by environment. */
export const keys = {
  QWEN_KEY: "sk-qwen-0123456789abcdef",
  SPARK_KEY: "spark-password-0123456789",
  CLAUDE_KEY: "sk-ant-0123456789abcdef",
};

/** What a test changes of the three-model config. */
export interface GridOptions {
  readonly simulatorUrl: string;
  readonly prompts: number;
  readonly concurrency?: number;
  /** Merged into every model. */
  readonly model?: Record<string, unknown>;
  /** Merged into the config. */
  readonly config?: Record<string, unknown>;
}

/** The config of three models that all stand on the simulator. */
export function gridConfig(options: GridOptions): Record<string, unknown> {
  const shared = {
    limits: { concurrency: options.concurrency ?? 16 },
    timeoutMs: 20_000,
    retry: { initialIntervalMs: 20, maximumIntervalMs: 200 },
    ...options.model,
  };
  return {
    prompts: ["prompts.csv"],
    models: [
      { name: "Qwen2.5-7B-Instruct", model: "qwen2.5-7b-instruct", provider: "dashscope", apiKeyEnv: "QWEN_KEY" },
      { name: "xinghuo", model: "4.0Ultra", provider: "spark", apiKeyEnv: "SPARK_KEY" },
      { name: "Claude", model: "claude-sonnet-5-5", provider: "anthropic", apiKeyEnv: "CLAUDE_KEY" },
    ].map((model) => ({ ...model, baseUrl: `${options.simulatorUrl}/${model.provider}/v1`, ...shared })),
    ...options.config,
  };
}

/** A prompt set of `count` short questions, half of them Chinese. */
export function promptsCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? `q${index},"What is ${index} + ${index}, and why?"` : `q${index},请用一句话解释数字 ${index}。`,
  );
  return ["id,prompt", ...rows].join("\n") + "\n";
}

/** A folder with `runner.config.json` and `prompts.csv`. */
export function gridFolder(options: GridOptions): Promise<string> {
  return temporaryFolder({ "runner.config.json": gridConfig(options), "prompts.csv": promptsCsv(options.prompts) });
}
