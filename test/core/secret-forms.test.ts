import * as fc from "fast-check";
import { expect, test } from "vitest";
import { testModel } from "../support/test-provider.ts";
import { Secrets } from "../../src/core/secrets.ts";

function secretsOf(key: string): Secrets {
  return new Secrets({ TEST_KEY: key }, [testModel()]);
}

const key = fc.string({ unit: fc.constantFrom(...'aZ09-_.:/+=~|"\\$'.split("")), minLength: 6, maxLength: 40 });
const byte = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");
const WAYS: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => `\\${character}`,
  (character) => `\\u00${byte(character)}`,
  (character) => `\\\\u00${byte(character).toUpperCase()}`,
  (character) => `%${byte(character)}`,
  (character) => `%${byte(character).toUpperCase()}`,
  (character) => `%25${byte(character)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${byte(character)};`,
];

test("a secret is found however each of its characters is written", () => {
  fc.assert(
    fc.property(key, fc.array(fc.nat(WAYS.length - 1), { minLength: 40, maxLength: 40 }), (secret, ways) => {
      const written = Array.from(secret, (character, index) => WAYS[ways[index] ?? 0]?.(character) ?? "").join("");
      // Only an escape makes a backslash one; a key that holds some is looked for as it is and as JSON writes it.
      fc.pre(!secret.includes("\\") || ways.every((way) => way === 0));
      expect(secretsOf(secret).redact(`<${written}>`)).toBe("<[redacted]>");
    }),
  );
});

test("a secret is found in base64, whatever stands around it", () => {
  fc.assert(
    fc.property(
      key,
      fc.string(),
      fc.string(),
      fc.constantFrom("base64", "base64url"),
      (secret, before, after, encoding) => {
        const encoded = Buffer.from(before + secret + after).toString(encoding);
        expect(secretsOf(secret).redact(encoded)).toContain("[redacted]");
      },
    ),
  );
});

test("JSON stays JSON when a secret in its strings is blanked", () => {
  fc.assert(
    fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      const json = secretsOf(secret).redact(JSON.stringify({ text: before + secret + after }));
      expect(JSON.stringify(JSON.parse(json))).toContain("[redacted]");
    }),
  );
});

test("text without a secret is left as it is", () => {
  const texts = ['{"a":"\\u0041\\/\\\\n%20&#47;"}', "sk-another", "https://example.com/?q=%2Fa%2Bb"];
  for (const text of texts) expect(secretsOf("sk-0123456789").redact(text)).toBe(text);
});

test("megabytes of nothing but escapes take no time to speak of", () => {
  const secrets = secretsOf("\\%&su0123456789");
  const begun = performance.now();
  for (const escape of ["\\", "\\u0073", "%25", "&#x0000", "%"]) secrets.redact(escape.repeat(1e6 / escape.length));
  expect(performance.now() - begun).toBeLessThan(2000);
});
