import { expect, test } from "vitest";
import { fixture, replayServer, response, type Scene, sendJson } from "../support/replay-server.ts";
import { TEST_KEY, testProvider } from "../support/test-provider.ts";

const never = new AbortController().signal;

function send(name: string): Scene {
  return { kind: "send", bytes: fixture(`${name}.http`) };
}

test.each([
  ["data", sendJson({ object: "list", data: [{ id: "a" }, { id: "b" }] })],
  ["models by id", sendJson({ models: [{ id: "a" }, { id: "b" }] })],
  ["models by name", sendJson({ models: [{ name: "a" }, { model: "b" }] })],
  ["an array of objects", sendJson([{ id: "a" }, { id: "b" }])],
  ["an array of names", sendJson(["a", "b"])],
])("a listing as %s is read", async (_name, scene) => {
  const server = await replayServer(scene);
  expect(await testProvider(server.origin).listModels(never)).toEqual({ kind: "listed", models: ["a", "b"] });
});

test.each([
  ["any/models-not-found", 404, "404 page not found"],
  ["any/models-null", 200, "no listing"],
  ["any/login-page", 200, "Sign in"],
  ["any/unauthorized", 401, "HTTP 401"],
  ["any/empty-body", 200, "empty body"],
  ["any/error-in-200", 200, "Provider returned error"],
])("%s is an unavailable listing that says so", async (name, httpStatus, message) => {
  const server = await replayServer(send(name));
  expect(await testProvider(server.origin).listModels(never)).toEqual({
    kind: "unavailable",
    httpStatus,
    message: expect.stringContaining(message),
  });
});

test("an endpoint that is not there is an unavailable listing", async () => {
  const server = await replayServer();
  const { origin } = server;
  await server.close();
  const listing = await testProvider(origin).listModels(never);
  expect(listing).toMatchObject({
    kind: "unavailable",
    httpStatus: null,
    message: expect.stringContaining("nothing listens"),
  });
});

test("Spark is not asked, for it lists nothing", async () => {
  const server = await replayServer(send("spark/models-not-found"));
  const listing = await testProvider(server.origin, { provider: "spark" }).listModels(never);
  expect(listing).toMatchObject({ kind: "unavailable", httpStatus: null });
  expect(server.requests).toEqual([]);
});

test("Anthropic is asked for all its models, with the key in both headers", async () => {
  const server = await replayServer(send("anthropic/models"));
  const listing = await testProvider(server.origin, { provider: "anthropic" }).listModels(never);
  expect(listing).toMatchObject({
    kind: "listed",
    models: expect.arrayContaining([expect.stringMatching(/^claude-/)]),
  });
  expect(server.requests[0]).toMatchObject({ method: "GET", path: "/v1/models?limit=1000", body: "" });
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: `Bearer ${TEST_KEY}`,
    "x-api-key": TEST_KEY,
    "anthropic-version": "2023-06-01",
  });
});

test("a key that the listing echoes is blanked", async () => {
  const body = response("401 Unauthorized", ["Content-Type: text/plain"], `bad key ${TEST_KEY}`);
  const server = await replayServer({ kind: "send", bytes: body });
  const listing = await testProvider(server.origin).listModels(never);
  expect(listing).toMatchObject({ message: "the listing failed (HTTP 401): bad key [redacted]" });
});
