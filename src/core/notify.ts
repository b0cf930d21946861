/** A chat or service that is told how a run or a gate ended. */
export interface NotifyTarget {
  readonly type: "slack" | "feishu" | "dingtalk" | "wecom" | "webhook";
  /** As written: `${NAME}` still stands in it, as whoever knows the whole URL can post there. */
  readonly url: string;
  /** `failure`: only where the exit code is not 0. */
  readonly on: "failure" | "always";
}
