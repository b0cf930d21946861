import type { Catalogue, Occasion } from "./catalogue.ts";
import { compileCompletion, type CompletionTemplate } from "./completion.ts";
import { type Fixture, readFixture } from "./fixture.ts";
import { compileStream, type StreamTemplate } from "./stream-template.ts";

/** One provider as it is played. */
export interface Profile {
  readonly name: string;
  readonly authentication: "bearer" | "none";
  readonly completion: CompletionTemplate;
  /** Its completions as streams. */
  readonly stream: StreamTemplate;
  readonly answerOn: (occasion: Occasion) => Fixture;
}

const aliases: Readonly<Record<string, string>> = { xinghuo: "spark", claude: "anthropic" };

/** What is answered where a provider has nothing of its own for the occasion. */
const nearest: Readonly<Partial<Record<Occasion, Occasion>>> = {
  unauthorizedModels: "unauthorized",
  noCredentials: "unauthorized",
  tokenLimit: "rateLimit",
  concurrencyLimit: "rateLimit",
};

/** The provider that a path prefix stands for. */
export function providerOf(prefix: string): string {
  return aliases[prefix] ?? prefix;
}

/** Gives the profile of a provider; one that is not known is played as `generic`. */
export function createProfiles(catalogue: Catalogue): (provider: string) => Profile {
  const files = new Map<string, Fixture>();
  const read = (file: string): Fixture => {
    const fixture = files.get(file) ?? readFixture(file);
    files.set(file, fixture);
    return fixture;
  };

  const profileOf = (name: string): Profile => {
    const own = catalogue.providers[name];
    const generic = catalogue.providers["generic"];
    const answerOn = (occasion: Occasion): Fixture => {
      const near = nearest[occasion] ?? occasion;
      const file = own?.[occasion] ?? own?.[near] ?? generic?.[occasion] ?? generic?.[near] ?? generic?.missingMessages;
      if (file === undefined) throw new Error(`fixtures/index.json has no answer for ${name} on ${occasion}`);
      return read(file);
    };
    return {
      name,
      authentication: own?.authentication ?? "bearer",
      completion: compileCompletion(answerOn("completion"), ["content", "usage", "model", "id", "finish_reason"]),
      stream: compileStream(answerOn("stream"), own?.usageOfStreams === "always"),
      answerOn,
    };
  };

  const profiles = new Map(Object.keys(catalogue.providers).map((name) => [name, profileOf(name)]));
  const fallback = profileOf("generic");
  return (provider) => profiles.get(provider) ?? fallback;
}
