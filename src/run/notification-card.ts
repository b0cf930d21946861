import type { NotifyTarget } from "../core/notify.ts";

/** How a run or a gate ended, in a few lines. */
export interface Notice {
  readonly title: string;
  /** Plain text, one fact each. */
  readonly lines: readonly string[];
  readonly exitCode: number;
  readonly runId: string | null;
  /** Of the gate; null without one. */
  readonly verdict: "pass" | "fail" | "inconclusive" | null;
}

/** Slack takes 3,000 characters a section, WeCom 4,096 bytes of Markdown: a card is no report. */
const LONGEST_TEXT = 1_200;

/** The JSON that a service takes, as it documents it. */
export function cardFor(type: NotifyTarget["type"], notice: Notice): object {
  const { title, exitCode } = notice;
  const text = cut(notice.lines.join("\n"));
  switch (type) {
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    case "slack":
      return {
        text: title,
        blocks: [
          { type: "header", text: { type: "plain_text", text: title.slice(0, 150) } },
          { type: "section", text: { type: "plain_text", text } },
        ],
      };
    // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    case "feishu":
      return {
        msg_type: "interactive",
        card: {
          header: { title: { tag: "plain_text", content: title }, template: exitCode === 0 ? "green" : "red" },
          elements: [{ tag: "div", text: { tag: "plain_text", content: text } }],
        },
      };
    // https://open.dingtalk.com/document/robots/custom-robot-access
    case "dingtalk":
      return { msgtype: "text", text: { content: `${title}\n${text}` } };
    // https://developer.work.weixin.qq.com/document/path/91770
    case "wecom":
      return { msgtype: "text", text: { content: `${title}\n${text}` } };
    case "webhook": {
      const { runId, verdict, lines } = notice;
      return { title, run_id: runId, exit_code: exitCode, verdict, lines };
    }
  }
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST_TEXT ? text : `${characters.slice(0, LONGEST_TEXT).join("")}…`;
}
