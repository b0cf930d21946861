const config = {
  prompts: ["prompts/*.csv"],
  template: { user: "{{prompt}}" },
  params: { temperature: 0, max_tokens: 512 },
  models: [
    {
      name: "Qwen2.5-7B-Instruct",
      model: "qwen2.5-7b-instruct",
      baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
      apiKeyEnv: "DASHSCOPE_API_KEY",
    },
    {
      name: "Claude",
      model: "claude-haiku-4-5-20251001",
      baseUrl: "https://api.anthropic.com/v1",
      apiKeyEnv: "ANTHROPIC_API_KEY",
    },
  ],
};

/** What `init` writes: path below the folder → contents. */
export const starterFiles: Readonly<Record<string, string>> = {
  "runner.config.json": `${JSON.stringify(config, null, 2)}\n`,
  "prompts/sample.csv": [
    "id,prompt",
    "capital,What is the capital of France?",
    'haiku,"Write a haiku about rain,\nin three lines."',
    "translate,请把“你好，世界”翻译成英文。",
    "",
  ].join("\n"),
  ".env.example": [
    "# Copy to .env and fill in. Keep .env out of version control.",
    "DASHSCOPE_API_KEY=",
    "ANTHROPIC_API_KEY=",
    "",
  ].join("\n"),
};
