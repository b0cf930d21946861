import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { problemsOf } from "./problems.ts";

const models = [{ name: "a", model: "m", baseUrl: "https://api.example.com/v1" }];

test("a webhook's URL that stands in clear, or has a default, is refused and not shown", () => {
  const url = "https://hooks.example.com/services/T0-secret";
  const notify = [
    { type: "slack", url },
    { type: "feishu", url: `\${HOOK:-${url}}` },
  ];
  const problems = problemsOf({ models, notify });
  expect(problems).toHaveLength(2);
  expect(problems[0]).toContain("notify[0].url: is a secret that stands in clear, which is not shown");
  expect(problems.join()).not.toContain("T0-secret");
});

test("a URL that is none is refused, without showing what the environment holds", () => {
  const environment = { HOOK: "not-a-url-but-secret" };
  const attempt = () =>
    resolveConfig({ models, notify: [{ type: "slack", url: "${HOOK}" }] }, { directory: "/x", environment });
  expect(attempt).toThrow(/notify\[0\]\.url: stands for no URL of http or https; its value is not shown/);
  expect(attempt).not.toThrow(/but-secret/);
});

test("the resolved config keeps the variable's name, never its value; one that is not set is no problem yet", () => {
  const written = { models, notify: [{ type: "wecom", url: "${HOOK}", on: "failure" }] };
  for (const environment of [{ HOOK: "https://hooks.example.com/T0" }, {}]) {
    const { notify } = resolveConfig(written, { directory: "/x", environment });
    expect(notify).toEqual([{ type: "wecom", url: "${HOOK}", on: "failure" }]);
  }
});
