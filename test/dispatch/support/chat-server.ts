import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** A request as the server saw it. */
export interface ChatRequest {
  readonly model: string;
  /** Content of the first message. */
  readonly prompt: string;
  /** Its Authorization header, if it has one. */
  readonly authorization: string | undefined;
  /** 1-based, per model and prompt. */
  readonly attempt: number;
  /** Milliseconds since the server's start, real time. */
  readonly at: number;
}

/** What a handler answers; null never answers. */
export type ChatReply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
} | null;

interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
}

export interface ChatServer {
  readonly baseUrl: string;
  readonly requests: readonly ChatRequest[];
  /** Most requests of one model that were under way at once. */
  readonly maximumInFlight: ReadonlyMap<string, number>;
  /** Requests whose connection the client closed before the answer. */
  readonly cut: number;
  /** Breaks all connections and takes no more; whatever was not answered never is. */
  close(): void;
}

/** A chat-completions endpoint on a loopback port, a free one unless `port` says which, that answers as `handle` says; closed when the test ends. */
export async function chatServer(
  handle: (request: ChatRequest) => ChatReply | Promise<ChatReply>,
  port = 0,
): Promise<ChatServer> {
  const startedAt = performance.now();
  const requests: ChatRequest[] = [];
  const attempts = new Map<string, number>();
  const inFlight = new Map<string, number>();
  const maximumInFlight = new Map<string, number>();
  const state = { cut: 0 };

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { model, messages }: ChatBody = JSON.parse(await readBody(incoming));
    const prompt = messages[0]?.content ?? "";
    const key = `${model} ${prompt}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const { authorization } = incoming.headers;
    const request = { model, prompt, authorization, attempt, at: performance.now() - startedAt };
    requests.push(request);
    const now = (inFlight.get(model) ?? 0) + 1;
    inFlight.set(model, now);
    maximumInFlight.set(model, Math.max(maximumInFlight.get(model) ?? 0, now));
    outgoing.on("close", () => {
      inFlight.set(model, (inFlight.get(model) ?? 0) - 1);
      if (!outgoing.writableFinished) state.cut += 1;
    });
    const reply = await handle(request);
    if (reply === null || outgoing.destroyed) return;
    outgoing.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    outgoing.end(JSON.stringify(reply.body));
  }

  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`no port: ${address}`);
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    maximumInFlight,
    get cut() {
      return state.cut;
    },
    close,
  };
}

/** A valid answer. */
export function completion(text: string): ChatReply {
  const choice = { index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" };
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  return { status: 200, body: { id: "x", object: "chat.completion", model: "echo", choices: [choice], usage } };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return text;
}
