import { readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { type Fault, readCatalogue } from "../../src/simulator/catalogue.ts";
import { splitEvents } from "../../src/simulator/event-stream.ts";
import { hasHeader, readFixture } from "../../src/simulator/fixture.ts";

const catalogue = readCatalogue();
const files = readdirSync("src/simulator/fixtures", { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".http"),
);
const filesOf = (fault: Fault): readonly string[] =>
  [fault.route === "stream" ? fault.events : fault.file].filter((file) => file !== undefined);
const fault = (name: string) => catalogue.faults.find((known) => known.name === name);

describe("the catalogue", () => {
  it("has at least one fault for each row of the fault catalogue", () => {
    const rows = new Set(catalogue.faults.map(({ row }) => row));
    const wanted = Array.from({ length: 37 }, (_, index) => index + 1);
    expect(wanted.filter((row) => !rows.has(row))).toEqual([]);
  });

  it("names each fault once, and only files that are there", () => {
    const names = catalogue.faults.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const named = catalogue.faults.flatMap(filesOf);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });

  it("uses every file, as a fault or as a provider's answer", () => {
    const used = new Set<string>(catalogue.faults.flatMap(filesOf));
    for (const { authentication: _authentication, usageOfStreams: _usage, ...occasions } of Object.values(
      catalogue.providers,
    )) {
      for (const file of Object.values(occasions)) used.add(file);
    }
    expect(files.filter((file) => !used.has(file))).toEqual([]);
  });

  it("has every Spark code, as an HTTP error and inside a 200", () => {
    const codes = [
      "10003 10004 10005 10163 10404 10006 10007 10008 10110 10222 10223 10009 10010 10011 10012 10013 10014",
      "10019 10021 10015 10016 10907 10910 11200 11201 11202 11203 11210 11221",
    ].flatMap((line) => line.split(" "));
    for (const code of codes) {
      expect(JSON.parse(readFixture(`spark/${code}.http`).body.toString())).toMatchObject({ error: { code } });
      const inside = readFixture(`spark/200-${code}.http`);
      expect(inside.status).toBe(200);
      expect(JSON.parse(inside.body.toString())).toMatchObject({ code: Number(code), sid: expect.any(String) });
    }
  });

  it("has every Claude status, in the native shape and in the compatible one", () => {
    for (const name of [
      "invalid-request 400 invalid_request_error",
      "unauthorized 401 authentication_error",
      "billing 402 billing_error",
      "forbidden 403 permission_error",
      "unknown-model 404 not_found_error",
      "conflict 409 invalid_request_error",
      "too-large 413 request_too_large",
      "rate-limit 429 rate_limit_error",
      "api-error 500 api_error",
      "timeout 504 timeout_error",
      "overloaded 529 overloaded_error",
    ]) {
      const [file, status, type] = name.split(" ");
      const native = readFixture(`anthropic/${file}.http`);
      const compatible = readFixture(`anthropic/${file}-compat.http`);
      expect([native.status, compatible.status]).toEqual([Number(status), Number(status)]);
      expect(JSON.parse(native.body.toString())).toMatchObject({ type: "error", error: { type } });
      expect(JSON.parse(compatible.body.toString())).toMatchObject({ error: { type, code: type, param: null } });
    }
  });

  it("sends no Retry-After with Claude's spend limit, the trap that must not be retried", () => {
    expect(hasHeader(readFixture("anthropic/spend-limit.http").headers, "retry-after")).toBe(false);
  });
});

const lengthOf = ({ headers }: { headers: readonly string[] }) =>
  hasHeader(headers, "content-length") ? headers[headers.indexOf("Content-Length") + 1] : undefined;

describe("each fixture", () => {
  it.each(files.filter((file) => !/body-(?:cut|half)|\/stream/.test(file)))("%s says its right length", (file) => {
    const fixture = readFixture(file);
    expect(lengthOf(fixture)).toBe(String(fixture.body.length));
  });

  it("says a wrong length or none only where that is the fault", () => {
    const cut = readFixture("any/body-cut.http");
    expect(Number(lengthOf(cut))).toBeGreaterThan(cut.body.length);
    expect(hasHeader(readFixture("any/body-half.http").headers, "content-length")).toBe(false);
  });

  it.each(files.filter((file) => file.includes("/stream")))("%s has no length, as streams have none", (file) => {
    expect(lengthOf(readFixture(file))).toBeUndefined();
    expect(splitEvents(readFixture(file).body.toString()).every((event) => event.endsWith("\n"))).toBe(true);
  });

  it("that is filled in reports usage whole or not at all", () => {
    const completions = [
      ...Object.values(catalogue.providers).map(({ completion }) => completion),
      ...catalogue.faults.filter(({ behaviour }) => behaviour === "complete").flatMap(filesOf),
    ];
    const whole = ["completion_tokens", "prompt_tokens", "total_tokens"];
    for (const file of completions) {
      const { usage }: { usage?: object | null } = JSON.parse(readFixture(file ?? "").body.toString());
      const counts = Object.keys(usage ?? {}).filter((key) => whole.includes(key));
      expect([file, counts.toSorted()]).toEqual([file, usage === undefined || usage === null ? [] : whole]);
    }
  });

  it("keeps the bytes that the endpoints are known to send", () => {
    const text = (file: string) => readFixture(file).body.toString();
    expect(text("spark/unauthorized.http")).toBe(
      '{"error":{"message":"invalid user","type":"api_error","param":null,"code":null}}',
    );
    expect(text("spark/models-not-found.http")).toBe("404 page not found");
    expect(text("tgi/overloaded.http")).toBe('{"error":"Model is overloaded","error_type":"overloaded"}');
    expect(text("llamacpp/loading.http")).toBe(
      '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
    );
    expect(text("siliconflow/tpm-limit.http")).toBe(
      '{"message":"Request was rejected due to rate limiting. Details: TPM limit reached.","data":null}',
    );
    expect(text("openrouter/error-in-200.http")).toBe('{"error":{"code":502,"message":"Provider returned error"}}');
    expect(text("spark/stream.http").split("\n\n").slice(1)).toEqual([
      'data:{"code":0,"message":"Success","sid":"cha000b0003@dx1905cd86d6bb86d552","choices":[{"delta":{"role":"assistant","content":""},"index":0}],"usage":{"prompt_tokens":6,"completion_tokens":42,"total_tokens":48}}',
      "data:[DONE]",
      "",
    ]);
    expect(text("spark/stream-10012.http")).toMatch(
      /^data: \{"error":\{"code":10012,"message":"Xunfei request failed with Sid: cha\w+@dx\w+ code: 10012, msg: EngineInternalError:1105\|EngineInternalError"\}\}\n\n$/,
    );
    expect(text("tgi/stream-error.http")).toMatch(
      /^data: \{"error":\{"message":"[^"]+","http_status_code":422\}\}\n\n$/,
    );
    expect(text("openrouter/stream.http").startsWith(": OPENROUTER PROCESSING\n\n")).toBe(true);
    expect(fault("siliconflow/rpm-limit-string")).toMatchObject({ row: 21, providers: ["siliconflow"] });
  });
});
