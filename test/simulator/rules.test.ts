import { describe, expect, it } from "vitest";

import { readCatalogue } from "../../src/simulator/catalogue.ts";
import { createFaultChooser } from "../../src/simulator/faults.ts";
import type { FaultRule, FaultScript } from "../../src/simulator/options.ts";
import { fingerprint } from "../../src/simulator/random.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { ask, type Question } from "./ask.ts";

type Rules = (FaultRule | FaultScript)[];

const catalogue = readCatalogue();
const asked = (prompt: string, streamed = false) => ({
  model: "m",
  fingerprint: fingerprint(prompt, 1),
  stream: streamed ? { includeUsage: true } : null,
});

describe("rules", () => {
  const chooser = (...rules: Rules) => createFaultChooser(rules, catalogue);
  const requests = Array.from({ length: 4000 }, (_, index) => asked(`prompt ${index}`));
  const names = (rules: Rules, provider = "spark", attempts = 1) => {
    const { forChat } = chooser(...rules);
    const round = () => requests.map((request) => forChat(provider, request, 0)?.fault.name ?? null);
    return Array.from({ length: attempts }, round);
  };

  it("strike the share of requests that they say, each time the same ones", () => {
    const rules = [{ fault: "any/server-error", rate: 0.3 }];
    const [first] = names(rules);
    const share = (first ?? []).filter((name) => name !== null).length / requests.length;
    expect(share).toBeGreaterThan(0.27);
    expect(share).toBeLessThan(0.33);
    expect(names(rules)).toEqual(names(rules));
  });

  it("draw anew for each attempt", () => {
    const [first = [], second = []] = names([{ fault: "any/server-error", rate: 0.5 }], "spark", 2);
    const both = first.filter((name, index) => name !== null && second[index] !== null).length;
    expect(both / requests.length).toBeGreaterThan(0.22);
    expect(both / requests.length).toBeLessThan(0.28);
  });

  it("strike the first attempts only, where they say so", () => {
    const rounds = names([{ fault: "any/server-error", firstAttempts: 2 }], "spark", 3);
    expect(rounds.map((round) => round.every((name) => name !== null))).toEqual([true, true, false]);
  });

  it("keep to the providers of the fault, unless they name another", () => {
    expect(names([{ fault: "spark/11202" }], "anthropic")[0]?.[0]).toBeNull();
    expect(names([{ fault: "spark/11202" }], "spark")[0]?.[0]).toBe("spark/11202");
    expect(names([{ fault: "spark/11202", provider: "anthropic" }], "anthropic")[0]?.[0]).toBe("spark/11202");
    expect(names([{ fault: "any/server-error", model: "another" }])[0]?.[0]).toBeNull();
  });

  it("end with their time", () => {
    const { forChat } = chooser({ fault: "any/loading", forMs: 1000 });
    expect([forChat("vllm", asked("p"), 999), forChat("vllm", asked("p"), 1000)]).toMatchObject([{}, null]);
  });

  it("of streams strike only requests that ask for one", () => {
    const { forChat } = chooser({ fault: "any/stream-no-done" }, { fault: "any/server-error" });
    expect(forChat("vllm", asked("p"), 0)?.fault.name).toBe("any/server-error");
    expect(forChat("vllm", asked("p", true), 0)?.fault.name).toBe("any/stream-no-done");
  });

  it("for unknown faults are refused before anything starts", async () => {
    await expect(startSimulator({ faults: [{ fault: "spark/nonsense" }] })).rejects.toThrow(RangeError);
  });
});

describe("scripts", () => {
  const statuses = async (url: string, question: Question, attempts: number) => {
    const seen: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) seen.push((await ask(url, question)).status);
    return seen;
  };

  it("say what each attempt of each prompt gets, in order, and leave the later ones alone", async () => {
    await using simulator = await startSimulator({
      faults: [{ script: ["openai/rate-limit", null, "any/bad-gateway-html", "anthropic/overloaded"] }],
    });
    for (const question of [{ prompt: "One" }, { prompt: "Two", provider: "spark" }]) {
      expect(await statuses(simulator.url, question, 5)).toEqual([429, 200, 502, 529, 200]);
    }
    expect(simulator.statistics()).toMatchObject({
      answered: 4,
      faulted: 6,
      faults: { "openai/rate-limit": 2, "any/bad-gateway-html": 2, "anthropic/overloaded": 2 },
    });
  });

  it("are for one model or provider where they say so, and rules that follow take what they leave", async () => {
    await using simulator = await startSimulator({
      faults: [
        { script: [null, "any/conflict"], model: "first" },
        { script: ["any/request-timeout"], provider: "vllm" },
        { fault: "any/server-error" },
      ],
    });
    expect(await statuses(simulator.url, { model: "first" }, 3)).toEqual([200, 409, 500]);
    expect(await statuses(simulator.url, { provider: "vllm" }, 2)).toEqual([408, 500]);
    expect(await statuses(simulator.url, {}, 1)).toEqual([500]);
  });

  it("count a streamed request and the same one without the stream fields as one prompt", async () => {
    await using simulator = await startSimulator({ faults: [{ script: ["any/server-error", "any/conflict"] }] });
    const streamed = { body: { stream: true, stream_options: { include_usage: true } } };
    expect(await statuses(simulator.url, streamed, 1)).toEqual([500]);
    expect(await statuses(simulator.url, {}, 2)).toEqual([409, 200]);
  });

  it("start over on reset", async () => {
    await using simulator = await startSimulator({ faults: [{ script: ["any/conflict"] }] });
    expect(await statuses(simulator.url, {}, 2)).toEqual([409, 200]);
    await fetch(`${simulator.url}/_simulator/reset`, { method: "POST" });
    expect(await statuses(simulator.url, {}, 2)).toEqual([409, 200]);
  });

  it("can stream to a client that did not ask for it", async () => {
    await using simulator = await startSimulator({ faults: [{ script: ["any/stream-no-done"] }] });
    const { status, text } = await ask(simulator.url);
    expect([status, text.slice(0, 6)]).toEqual([200, "data: "]);
  });

  it("with unknown faults, or those of listings, are refused before anything starts", async () => {
    for (const [name, message] of [
      ["openai/429", /no fault is called "openai\/429"/],
      ["any/models-null", /fault of listings/],
    ] as const) {
      await expect(startSimulator({ faults: [{ script: [null, name] }] })).rejects.toThrow(message);
    }
  });
});
