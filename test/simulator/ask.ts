import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

import { request } from "undici";

/** Where each provider keeps its chat completions, below its prefix. */
export const basePaths: Readonly<Record<string, string>> = {
  anthropic: "v1",
  dashscope: "compatible-mode/v1",
  openrouter: "api/v1",
};

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Question {
  readonly provider?: string;
  readonly key?: string | null;
  readonly prompt?: string;
  readonly model?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** The body that `ask` sends. */
export function bodyOf({ prompt = "Why is the sky blue?", model = "some-model", body = {} }: Question): string {
  return JSON.stringify({ model, messages: [{ role: "user", content: prompt }], ...body });
}

export function chatPath(provider: string): string {
  return `/${provider}/${basePaths[provider] ?? "v1"}/chat/completions`;
}

/** Sends one chat completion and reads the whole response. */
export async function ask(url: string, question: Question = {}): Promise<Asked> {
  const { provider = "generic", key = "key" } = question;
  const response = await request(`${url}${chatPath(provider)}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: bodyOf(question),
    ...(question.signal === undefined ? {} : { signal: question.signal }),
  });
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
}

/** `GET` with these headers. */
export async function get(url: string, headers: Record<string, string> = {}): Promise<Asked> {
  const response = await request(url, { headers });
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
}

/** A chat completion as it is written to a socket. */
export function rawRequest(question: Question, connection: "close" | "keep-alive" = "keep-alive"): string {
  const { provider = "generic", key = "key" } = question;
  const body = bodyOf(question);
  return [
    `POST ${chatPath(provider)} HTTP/1.1`,
    "Host: localhost",
    `Connection: ${connection}`,
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** A connection of its own that has sent one chat completion. */
export async function openRaw(
  url: string,
  question: Question = {},
  connection: "close" | "keep-alive" = "keep-alive",
): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(rawRequest(question, connection));
  return socket;
}

/** Sends one chat completion and gives every byte that comes back until the connection is closed. */
export async function askRaw(url: string, question: Question = {}): Promise<Buffer> {
  const socket = await openRaw(url, question, "close");
  return Buffer.from(await text(socket.setEncoding("latin1")), "latin1");
}
