import { readFileSync } from "node:fs";
import type { ProviderName } from "../../src/core/config.ts";
import type { Fault } from "../../src/simulator/catalogue.ts";
import { listFaults } from "../../src/simulator/faults.ts";

/** What a fault of the catalogue must mean to a run. */
export interface FaultMeaning {
  readonly name: string;
  readonly fault: Fault;
  /** Reaction, code and wait, as `verdictLine` writes them. */
  readonly meaning: string;
  /** The reaction alone: the first word of the meaning. */
  readonly reaction: string;
  /** What an answer has that others have not; "" for nothing. */
  readonly remark: string;
}

const PROFILES: readonly ProviderName[] = [
  "openai",
  "vllm",
  "ollama",
  "llamacpp",
  "dashscope",
  "siliconflow",
  "openrouter",
  "spark",
  "anthropic",
];

/** Every line of `test/fixtures/fault-meanings.txt`; throws for a fault that the catalogue has not. */
export function readFaultMeanings(): readonly FaultMeaning[] {
  const faults = new Map(listFaults().map((fault) => [fault.name, fault]));
  return readFileSync(new URL("../fixtures/fault-meanings.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", meaning = "", remark = ""] = /^(\S+) +([^,]+)(?:, (.*))?$/.exec(line) ?? [];
      const fault = faults.get(name);
      if (fault === undefined) throw new Error(`no fault of the catalogue is called ${JSON.stringify(name)}: ${line}`);
      return { name, fault, meaning, reaction: meaning.split(" ", 1)[0] ?? "", remark };
    });
}

/** The profile under which a fault is met, and the path of the simulator that plays it; `any/` faults are met on `otherwise`. */
export function endpointOf(
  name: string,
  otherwise: ProviderName = "generic",
): { provider: ProviderName; path: string } {
  const folder = name.slice(0, name.indexOf("/"));
  if (folder === "any") return { provider: otherwise, path: otherwise };
  return { provider: PROFILES.find((profile) => profile === folder) ?? "generic", path: folder };
}
