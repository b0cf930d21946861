import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Answer, answerTo } from "../../src/simulator/answer.ts";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { parseChatRequest } from "../../src/simulator/request.ts";

interface Options {
  readonly model?: string;
  readonly seed?: number;
  readonly length?: number;
  readonly maxTokens?: number;
  readonly wrong?: SimulatorOptions["wrong"];
}

function answer(prompt: string, { model = "m", seed = 1, length, maxTokens, wrong }: Options = {}): Answer {
  const body = JSON.stringify({ model, messages: [{ role: "user", content: prompt }], max_tokens: maxTokens });
  const request = parseChatRequest(body, "/generic/v1/chat/completions", seed);
  if (typeof request === "string") throw new Error(request);
  return answerTo(request, {
    ...(length === undefined ? {} : { completionLength: length }),
    ...(wrong === undefined ? {} : { wrong }),
  });
}

describe("an answer", () => {
  it("is the same for the same request and seed, and another for another", () => {
    expect(answer("Tell me something.")).toEqual(answer("Tell me something."));
    const others = new Set(Array.from({ length: 50 }, (_, seed) => answer("Tell me something.", { seed }).content));
    expect(others.size).toBeGreaterThan(25);
  });

  it.each([
    ["Why is the sky blue?", /^[\x20-\x7e]+$/],
    ["天空为什么是蓝色的？请解释。", /^[\p{Script=Han}，。：；、？]+$/u],
    ["空はなぜ青いのですか？", /[\p{Script=Hiragana}]/u],
    ["하늘은 왜 파란가요?", /[\p{Script=Hangul}]/u],
  ])("to %s comes in its language", (prompt, script) => {
    expect(answer(prompt).content).toMatch(script);
  });

  it("has 20 to 200 characters whatever was asked", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer(), (prompt, seed) => {
        const { length } = answer(`Describe: ${prompt.replaceAll(/\d/g, "")}`, { seed }).content;
        expect(length).toBeGreaterThanOrEqual(20);
        expect(length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it("has the length that was configured", () => {
    const prompts = fc.constantFrom("Why?", "为什么？", "なぜ？");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), prompts, (length, prompt) => {
        expect(answer(prompt, { length }).content).toHaveLength(length);
      }),
    );
  });

  it("stops at max_tokens and says so", () => {
    const whole = answer("Tell me about rivers.");
    expect(whole.finishReason).toBe("stop");
    const cut = answer("Tell me about rivers.", { maxTokens: 5 });
    expect(cut).toMatchObject({ finishReason: "length", completionTokens: 5 });
    expect(cut.content).toHaveLength(20);
  });

  it("counts about four Latin characters or one and a half Chinese ones as a token", () => {
    expect(answer("a".repeat(400)).promptTokens).toBe(104);
    expect(answer("字".repeat(300)).promptTokens).toBe(204);
  });

  it("is mostly right where there is a right answer, and not for every model alike", () => {
    const shareRight = (model: string) => {
      const seeds = Array.from({ length: 400 }, (_, seed) => seed);
      return seeds.filter((seed) => answer("What is 17 * 23?", { model, seed }).content === "391").length / 400;
    };
    const shares = ["qwen2.5-7b-instruct", "4.0Ultra", "claude-haiku-5-5"].map(shareRight);
    for (const share of shares) expect(share).toBeGreaterThan(0.7);
    expect(new Set(shares).size).toBe(3);
    expect(["Paris", "I am not sure."]).toContain(answer("What is the capital of France?").content);
    expect(["巴黎", "我不太确定。"]).toContain(answer("法国的首都是哪里？").content);
  });

  it.each(["Write 3-5 sentences.", "What happened on 2026-11-22?", "A 3x5 card, please.", "Turn 1/2 cup into grams."])(
    "takes %s for no arithmetic",
    (prompt) => {
      expect(answer(prompt).content).toMatch(/[a-z]{3}/);
    },
  );

  it.each([
    ["2+2", /^[45]$/],
    ["12-5等于几？", /^[78]$/],
    ["What is 10 / 4?", /^[23]\.5$/],
    ["6 x 7 = ?", /^4[23]$/],
  ])("calculates %s, if not always rightly", (prompt, result) => {
    expect(answer(prompt).content).toMatch(result);
  });

  it.each([
    ["Translate into English: こんにちは", /^[\x20-\x7e]+$/],
    ["请把 hello world 翻译成中文", /[\p{Script=Han}]/u],
  ])("is in the language that most of %s is in", (prompt, script) => {
    expect(answer(prompt).content).toMatch(script);
  });

  it("is wrong for the planted share of prompts, the same ones every time, and only of that model", () => {
    const planted = { model: "m", rate: 0.25, seed: 7 };
    const questions = Array.from({ length: 400 }, (_, index) => `What is ${index} + ${index}?`);
    const changed = (options: Options) =>
      questions.filter((question) => answer(question, options).content !== answer(question).content);
    const wrong = changed({ wrong: planted });
    expect(wrong.length).toBeGreaterThan(60);
    expect(wrong.length).toBeLessThan(130);
    expect(changed({ wrong: planted, seed: 1 })).toEqual(wrong);
    expect(changed({ wrong: { ...planted, model: "other" } })).toEqual([]);
    expect(answer("Say something.", { wrong: { rate: 1 } }).content).toBe("I am not sure.");
  });
});
