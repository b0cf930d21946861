import { z } from "zod";

export const notifySchema = z.strictObject({
  type: z
    .enum(["slack", "feishu", "dingtalk", "wecom", "webhook"])
    .describe("Whose card is posted; `webhook` is plain JSON."),
  url: z
    .string()
    .min(1)
    .describe(
      "The webhook's URL. It is a secret: all of it, or what is secret in it, comes as `${NAME}` from the environment.",
    ),
  on: z.enum(["failure", "always"]).default("always").describe("`failure`: only when the exit code is not 0."),
});
