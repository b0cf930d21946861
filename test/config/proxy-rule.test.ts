import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { configForStorage, configFromStorage } from "../../src/config/stored-config.ts";
import { problemsOf, written, writtenModel } from "./problems.ts";

const IN_CLEAR =
  "holds a credential in clear, which is not shown (expected a URL such as http://user:${PROXY_PASSWORD}@proxy.example.com:3128). Put the secret in the environment or in .env, and write ${NAME} in its place, without a default";

test.each<[unknown, string]>([
  ["http://eva:secret99@proxy:3128", IN_CLEAR],
  ["http://eva:${PW:-secret99}@proxy:3128", IN_CLEAR],
  ["http://secret99@proxy:3128", IN_CLEAR],
  [
    "socks5://proxy:1080",
    "names a SOCKS proxy, which is not supported (found socks5://, expected a URL such as http://proxy.example.com:3128). Name the HTTP port of the proxy, or put an HTTP proxy such as privoxy before it",
  ],
  [
    "proxy:3128",
    "is no URL of a proxy (expected a URL such as http://proxy.example.com:3128). Write http:// or https:// before the host",
  ],
  [
    "http://eva:${NOWHERE}@proxy:3128",
    "the environment variable NOWHERE is not set (expected a value that is not empty). Set NOWHERE in the environment or in .env",
  ],
  [
    "http://eva:${@proxy:3128",
    "has a ${ that starts no reference to an environment variable (expected ${NAME} or ${NAME:-default})",
  ],
  [true, "has the wrong type (found true, expected the URL of a proxy, or false)"],
  ["", "is empty (expected text)"],
])("proxy %j", (proxy, problem) => {
  expect(problemsOf(writtenModel({ proxy }))).toEqual([`c.json: models[0].proxy: ${problem}`]);
  expect(problemsOf(written({ proxy }))).toEqual([`c.json: proxy: ${problem}`]);
});

test("a model's own proxy and authorities take the place of the common ones, and stand in the config as written", () => {
  const model = { model: "m", baseUrl: "https://api.example.com/v1" };
  const config = resolveConfig(
    {
      proxy: "http://eva:${PW}@proxy:3128",
      ca: "company.pem",
      models: [
        { ...model, name: "a" },
        { ...model, name: "b", proxy: false, ca: [] },
        { ...model, name: "c", proxy: "https://other", ca: ["x.pem", "/y.pem"] },
      ],
    },
    { directory: "/project", environment: { PW: "secret99" } },
  );
  expect(config.models.map(({ proxy, ca }) => ({ proxy, ca }))).toEqual([
    { proxy: { kind: "written", url: "http://eva:${PW}@proxy:3128" }, ca: ["/project/company.pem"] },
    { proxy: { kind: "none" }, ca: [] },
    { proxy: { kind: "written", url: "https://other" }, ca: ["/project/x.pem", "/y.pem"] },
  ]);
  expect(configForStorage(config)).not.toContain("secret99");
  expect(configFromStorage(configForStorage(config))).toEqual(config);
});

test("a run stored before there were proxies takes the environment's", () => {
  const config = resolveConfig(writtenModel({}), { directory: "/project", environment: {} });
  const { models, ...rest } = JSON.parse(configForStorage(config));
  const older = models.map(({ proxy: _proxy, ca: _ca, ...model }: Record<string, unknown>) => model);
  expect(configFromStorage(JSON.stringify({ ...rest, models: older })).models[0]).toMatchObject({
    proxy: { kind: "environment" },
    ca: [],
  });
});
