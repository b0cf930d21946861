import { expect, test } from "vitest";
import { httpProxy } from "../support/http-proxy.ts";
import { plainRoute, trustedRoute } from "../support/route.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";
import { answerParis, tlsEndpoint } from "../support/tls-endpoint.ts";

test("an endpoint whose authority is in `ca` is trusted", async () => {
  const endpoint = await tlsEndpoint();
  expect(verdictLine(await ask(testProvider(endpoint.origin, { route: trustedRoute() })))).toBe("completed");
});

test("an endpoint that nobody vouches for stops the lane, and the message says what to set", async () => {
  const endpoint = await tlsEndpoint();
  const attempt = await ask(testProvider(endpoint.origin, { route: plainRoute() }));
  expect(verdictLine(attempt)).toBe("stop certificate_untrusted");
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining("set `ca` to the PEM file") });
  expect(endpoint.requests).toEqual([]);
});

test.each([
  ["expired", "stop certificate_expired"],
  ["other-host", "stop certificate_other_host"],
] as const)("a certificate that is %s is a %s", async (certificate, verdict) => {
  const endpoint = await tlsEndpoint(answerParis, { certificate });
  expect(verdictLine(await ask(testProvider(endpoint.origin, { route: trustedRoute() })))).toBe(verdict);
});

test("a fault of the endpoint's certificate behind a proxy names the proxy, which may have put it there", async () => {
  const endpoint = await tlsEndpoint();
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port } });
  const attempt = await ask(testProvider("https://endpoint.test", { route: plainRoute(proxy.url) }));
  expect(verdictLine(attempt)).toBe("stop certificate_untrusted");
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining(`(through the proxy ${proxy.url})`) });
});
