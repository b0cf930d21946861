import { expect, test } from "vitest";
import { httpProxy } from "../support/http-proxy.ts";
import { replayServer, sendJson } from "../support/replay-server.ts";
import { plainRoute, trustedRoute } from "../support/route.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";
import { answerParis, tlsEndpoint } from "../support/tls-endpoint.ts";

const COMPLETION = { choices: [{ message: { content: "Paris" }, finish_reason: "stop" }] };
const SECURE = "https://endpoint.test";

test.each(["h2", "http/1.1"] as const)(
  "an https endpoint is reached through the proxy's tunnel, over %s",
  async (protocol) => {
    const endpoint = await tlsEndpoint(answerParis, { protocol });
    const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port } });
    const provider = testProvider(SECURE, { route: trustedRoute(proxy.url), connections: 1 });
    expect(verdictLine(await ask(provider))).toBe("completed");
    expect(verdictLine(await ask(provider))).toBe("completed");
    expect(proxy.asked).toEqual(["CONNECT endpoint.test:443"]);
    expect(endpoint.requests.map(({ httpVersion }) => httpVersion)).toEqual(
      protocol === "h2" ? ["2.0", "2.0"] : ["1.1", "1.1"],
    );
  },
);

test("the proxy gets its login, and the endpoint does not", async () => {
  const endpoint = await tlsEndpoint();
  const login = "eva:p@ss/word:1";
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port }, login });
  const url = proxy.url.replace("//", "//eva:p%40ss%2Fword%3A1@");
  expect(verdictLine(await ask(testProvider(SECURE, { route: trustedRoute(url) })))).toBe("completed");
  expect(endpoint.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
});

test("a proxy that itself speaks https is asked over TLS, by its own name", async () => {
  const endpoint = await tlsEndpoint();
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port }, certificate: "endpoint" });
  const provider = testProvider(SECURE, { route: trustedRoute(proxy.url.replace("127.0.0.1", "localhost")) });
  expect(await ask(provider)).toMatchObject({ verdict: { kind: "settled" } });
});

test("an http endpoint is asked for by the proxy, which gets the whole URL and the login", async () => {
  const server = await replayServer(sendJson(COMPLETION));
  const port = Number(new URL(server.origin).port);
  const proxy = await httpProxy({ endpoints: { "endpoint.test:80": port }, login: "eva:secret" });
  const provider = testProvider("http://endpoint.test", {
    route: plainRoute(proxy.url.replace("//", "//eva:secret@")),
  });
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(proxy.asked).toEqual(["POST http://endpoint.test/v1/chat/completions"]);
  expect(server.requests[0]).toMatchObject({ path: "/v1/chat/completions", headers: { host: "endpoint.test" } });
});

test("latency begins with the request, not with the tunnel", async () => {
  const endpoint = await tlsEndpoint((request, answer) => setTimeout(() => answerParis(request, answer), 100));
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port } });
  const provider = testProvider(SECURE, { route: trustedRoute(proxy.url) });
  const { latencyMs } = await ask(provider);
  expect(latencyMs).toBeGreaterThanOrEqual(98);
});

test("a proxy's listing is the endpoint's", async () => {
  const endpoint = await tlsEndpoint((_request, answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(JSON.stringify({ data: [{ id: "test-model" }] }));
  });
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port } });
  const provider = testProvider(SECURE, { route: trustedRoute(proxy.url) });
  expect(await provider.listModels(new AbortController().signal)).toEqual({ kind: "listed", models: ["test-model"] });
});

test.each([
  ["407 Proxy Authentication Required", "stop proxy_authentication", "it wants a login"],
  ["403 Forbidden", "stop proxy_forbidden", "lets nobody through"],
  ["405 Method Not Allowed", "stop proxy_forbidden", "lets nobody through"],
  ["502 Bad Gateway", "retry proxy_gateway", "does not get through to the endpoint"],
  ["504 Gateway Timeout", "retry proxy_gateway", "does not get through to the endpoint"],
  ["429 Too Many Requests", "retry proxy_gateway", "does not get through to the endpoint"],
])("a proxy that answers %s to CONNECT is a %s", async (refusal, verdict, words) => {
  const proxy = await httpProxy({ endpoints: {}, refusal });
  const attempt = await ask(testProvider(SECURE, { route: trustedRoute(proxy.url.replace("//", "//eva:secret99@")) }));
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt.verdict).toMatchObject({
    message: expect.stringContaining(`the proxy ${proxy.url} answered ${refusal} to CONNECT`),
  });
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining(words) });
  expect(JSON.stringify(attempt)).not.toContain("secret99");
});

test("a wrong login at a forwarding proxy stops the lane and names the proxy", async () => {
  const proxy = await httpProxy({ endpoints: {}, login: "eva:right" });
  const attempt = await ask(testProvider("http://endpoint.test", { route: plainRoute(proxy.url) }));
  expect(verdictLine(attempt)).toBe("stop proxy_authentication");
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining(`through the proxy ${proxy.url}`) });
});

test.each([SECURE, "http://endpoint.test"])(
  "a proxy that is not there is a retry that names it: %s",
  async (origin) => {
    const server = await replayServer();
    const { origin: proxyUrl } = server;
    await server.close();
    const attempt = await ask(testProvider(origin, { route: trustedRoute(proxyUrl) }));
    expect(verdictLine(attempt)).toBe("retry proxy_connection_refused");
    expect(attempt.verdict).toMatchObject({
      message: expect.stringMatching(
        /the proxy http:\S+ cannot be used: nothing listens there; .*`proxy` or HTTPS_PROXY/,
      ),
    });
  },
);

test("what is no HTTP proxy is told apart from an endpoint that answers nonsense", async () => {
  const server = await replayServer({ kind: "send", bytes: Buffer.from("220 smtp.example.com ESMTP\r\n\r\n") });
  const attempt = await ask(testProvider(SECURE, { route: trustedRoute(server.origin) }));
  expect(verdictLine(attempt)).toBe("retry-few proxy_invalid_http");
});

test("an https proxy whose certificate nobody signed stops the lane", async () => {
  const proxy = await httpProxy({ endpoints: {}, certificate: "endpoint" });
  const attempt = await ask(testProvider(SECURE, { route: plainRoute(proxy.url) }));
  expect(verdictLine(attempt)).toBe("stop proxy_certificate_untrusted");
});
