/** A stream as the HTML standard reads it: each event's data, and what lies in its chunks. */
export interface ReadStream {
  readonly data: readonly string[];
  readonly chunks: readonly Chunk[];
  readonly text: string;
  readonly finishReasons: readonly string[];
  /** Those that are not null. */
  readonly usages: readonly object[];
}

interface Chunk {
  readonly id?: string;
  readonly choices?: readonly { delta?: { content?: string | null }; finish_reason?: string | null }[];
  readonly usage?: object | null;
}

/** Takes a stream apart; data that is no JSON counts as no chunk. */
export function readEvents(body: string): ReadStream {
  const data = body
    .split(/(?:\r\n|\r|\n){2}/)
    .map((event) => {
      const lines = event.split(/\r\n|\r|\n/).filter((line) => line.startsWith("data:"));
      return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
    })
    .filter((text) => text !== "");
  const chunks = data.flatMap((text) => parse(text) ?? []);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  return {
    data,
    chunks,
    text: choices.map(({ delta }) => delta?.content ?? "").join(""),
    finishReasons: choices.flatMap((choice) => choice.finish_reason ?? []),
    usages: chunks.flatMap(({ usage }) => usage ?? []),
  };
}

/** The chunks of a body with chunked transfer encoding, as they were written. */
export function chunksOf(response: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = response.indexOf("\r\n\r\n") + 4; at < response.length;) {
    const lineEnd = response.indexOf("\r\n", at);
    const size = Number.parseInt(response.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) break;
    chunks.push(response.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return chunks;
}

function parse(text: string): Chunk | null {
  try {
    const chunk: Chunk = JSON.parse(text);
    return chunk;
  } catch {
    return null;
  }
}
