import type { ProviderProfile } from "../profile.ts";
import type { Reaction, Rule } from "../rule.ts";

/** Spark's codes keep their meaning under every HTTP status, 200 and 500 included. Error codes are `spark_<code>`. */
const CODES: readonly (readonly [codes: string, reaction: Reaction, advice: string | null])[] = [
  ["10003 10004 10005 10163", "fail", "check `model` and `params` against the model's documentation"],
  ["10006 10007 11203", "concurrency-limit", "lower `limits.concurrency` if it persists"],
  ["10008 10110 10222 10223", "retry", null],
  ["10009 10010 10011 10012", "retry-few", null],
  ["10013 10014 10019 10021", "refuse", null],
  ["10015 10016", "stop", "check the AppId and its quota in the console"],
  ["10907 10910", "fail", "shorten the prompt or lower `max_tokens`"],
  ["11200", "stop", "claim quota for this very model in the console, and use its own APIPassword"],
  ["11201", "stop", "the day's quota is used up: resume tomorrow"],
  ["11202", "rate-limit", "lower `limits.requestsPerMinute` if it persists"],
  ["11210", "rate-limit", "lower `limits.tokensPerMinute`, or raise the service's quota"],
  ["10404", "stop", "check `model`: each base path has its own ids"],
  ["11221", "stop", "choose a `model` of the service's plan, or add this one to it in the console"],
];

/** iFLYTEK Spark (xinghuo). */
export const spark: ProviderProfile = {
  name: "spark",
  rules: [
    {
      names: ["10005"],
      message: /invalid param model/i,
      reaction: "stop",
      errorCode: "spark_10005",
      advice: "check `model`: each base path has its own ids",
    },
    {
      names: ["10012"],
      message: /\bparam|schema|invalid/i,
      reaction: "fail",
      errorCode: "spark_10012",
      advice: "check `params`",
    },
    ...CODES.flatMap(([codes, reaction, advice]) =>
      codes.split(" ").map((code): Rule => ({ names: [code], reaction, errorCode: `spark_${code}`, advice })),
    ),
    {
      status: 401,
      reaction: "stop",
      errorCode: "unauthorized",
      advice: "the key must be this model's APIPassword (or AK:SK)",
    },
  ],
  listing: { kind: "absent", reason: "Spark has no model listing" },
  streamUsage: "unasked",
};
