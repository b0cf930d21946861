import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { NotifyTarget } from "../../src/core/notify.ts";
import type { Notice } from "../../src/run/notification-card.ts";
import { sendNotifications } from "../../src/run/send-notifications.ts";

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A receiver that answers all posts alike; null never answers. */
async function receiver(answer: { readonly status: number; readonly body: string } | null) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => {
      received.push({ method: request.method, path: request.url, headers: request.headers, body: JSON.parse(text) });
      if (answer !== null) response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the address of a TCP server that listens
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/hook/T0-secret-path?access_token=secret-token` };
}

const notice: Notice = {
  title: "promptgrid: run r1 complete, gate FAIL",
  lines: ["3 of 3 tasks settled, 0 failed, in 2 s", "FAIL qwen / v1: score.right: -8 pp"],
  exitCode: 1,
  runId: "r1",
  verdict: "fail",
};
const text = notice.lines.join("\n");

function target(type: NotifyTarget["type"], on: NotifyTarget["on"] = "always"): NotifyTarget {
  return { type, url: "${HOOK}", on };
}

// The cards as the services' own pages have them, named in src/run/notification-card.ts.
test.each([
  [
    "slack",
    "ok",
    {
      text: notice.title,
      blocks: [
        { type: "header", text: { type: "plain_text", text: notice.title } },
        { type: "section", text: { type: "plain_text", text } },
      ],
    },
  ],
  [
    "feishu",
    '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
    {
      msg_type: "interactive",
      card: {
        header: { title: { tag: "plain_text", content: notice.title }, template: "red" },
        elements: [{ tag: "div", text: { tag: "plain_text", content: text } }],
      },
    },
  ],
  ["dingtalk", '{"errcode":0,"errmsg":"ok"}', { msgtype: "text", text: { content: `${notice.title}\n${text}` } }],
  ["wecom", '{"errcode":0,"errmsg":"ok"}', { msgtype: "text", text: { content: `${notice.title}\n${text}` } }],
  ["webhook", "", { title: notice.title, run_id: "r1", exit_code: 1, verdict: "fail", lines: notice.lines }],
] as const)("%s gets its card as JSON, at the URL that the environment holds", async (type, body, card) => {
  const { received, url } = await receiver({ status: 200, body });
  expect(await sendNotifications([target(type)], notice, { HOOK: url })).toEqual([]);
  expect(received).toMatchObject([
    { method: "POST", path: "/hook/T0-secret-path?access_token=secret-token", body: card },
  ]);
  expect(received[0]?.headers["content-type"]).toBe("application/json");
});

test.each([
  ["slack", 403, "invalid_token", "slack was not notified: HTTP 403"],
  ["feishu", 200, '{"code":19021,"msg":"sign match fail"}', "feishu was not notified: error 19021, sign match fail"],
  [
    "dingtalk",
    200,
    '{"errcode":310000,"errmsg":"keywords not in content"}',
    "dingtalk was not notified: error 310000, keywords not in content",
  ],
  [
    "wecom",
    200,
    '{"errcode":93000,"errmsg":"invalid webhook url"}',
    "wecom was not notified: error 93000, invalid webhook url",
  ],
] as const)("%s that refuses with %i is told of in its own words", async (type, status, body, sentence) => {
  const { url } = await receiver({ status, body });
  expect(await sendNotifications([target(type)], notice, { HOOK: url })).toEqual([sentence]);
});

test("no sentence holds a part of the URL, also where the receiver echoes it", async () => {
  const body = '{"errcode":1,"errmsg":"no hook /hook/T0-secret-path with access_token=secret-token"}';
  const { url } = await receiver({ status: 200, body });
  const refused = await sendNotifications([target("wecom")], notice, { HOOK: url });
  const unreachable = await sendNotifications([target("slack")], notice, { HOOK: "http://127.0.0.1:9/T0-secret-path" });
  expect(refused).toEqual([expect.stringContaining("[redacted]")]);
  expect(unreachable).toEqual([expect.stringContaining("slack was not notified: ")]);
  expect([...refused, ...unreachable].join()).not.toMatch(/T0-secret-path/);
});

test("only who wants to know is told, a variable that is not set is named, and one failure keeps no other back", async () => {
  const { received, url } = await receiver({ status: 200, body: "" });
  const good = { ...notice, exitCode: 0 };
  expect(await sendNotifications([target("slack", "failure")], good, { HOOK: url })).toEqual([]);
  expect(received).toHaveLength(0);
  const unset: NotifyTarget = { type: "feishu", url: "${FEISHU_HOOK}", on: "always" };
  expect(await sendNotifications([unset, target("webhook", "failure")], notice, { HOOK: url })).toEqual([
    "feishu was not notified: the environment variable FEISHU_HOOK is not set",
  ]);
  expect(received).toHaveLength(1);
});

test("a receiver that never answers is left after five seconds", async () => {
  const { url } = await receiver(null);
  const begun = performance.now();
  expect(await sendNotifications([target("slack")], notice, { HOOK: url })).toEqual([
    "slack was not notified: no answer in 5 s",
  ]);
  expect(performance.now() - begun).toBeLessThan(8_000);
}, 15_000);
