import { type Reply, withRequestId } from "./completion.ts";
import { type EventStream, jsonOf, splitEvents, type StreamEvent, withData } from "./event-stream.ts";
import type { Fixture } from "./fixture.ts";
import type { Fingerprint } from "./random.ts";
import type { StreamRequest } from "./request.ts";
import { type Said, saidIn, usageAt } from "./said.ts";
import { splitText } from "./split-text.ts";

/** Turns a completion that was made to be sent whole into a provider's stream of the same text and usage. */
export type StreamTemplate = (
  completion: Reply,
  model: string,
  request: Fingerprint,
  asked: StreamRequest | null,
) => EventStream;

type Slot = "content" | "model" | "id" | "finish_reason" | "usage";

/** What is left to fill into an event. */
interface Filling {
  readonly content: string;
  readonly finishReason: string;
  readonly usage: object | null;
}

interface EventTemplate {
  readonly kind: StreamEvent["kind"];
  readonly reportsUsage: boolean;
  /** Literal pieces, with a slot between each two. */
  readonly parts: readonly string[];
}

/** Compiles a literal stream: its event with text is sent once for each piece of the text, the others as they are. */
export function compileStream(fixture: Fixture, usageUnasked: boolean): StreamTemplate {
  const events = splitEvents(fixture.body.toString("utf8"));
  const withUsage = compileEvents(events, true);
  const withoutUsage = usageUnasked ? withUsage : compileEvents(events, false);
  const idHeaders = fixture.headers;

  return (completion, model, request, asked) => {
    const said = saidIn(completion);
    const fillIn = ({ kind, parts }: EventTemplate, filling: Filling): StreamEvent => {
      const values: Readonly<Record<string, string>> = {
        content: JSON.stringify(filling.content),
        model: JSON.stringify(said.model ?? model),
        id: JSON.stringify(said.id),
        finish_reason: JSON.stringify(filling.finishReason),
        usage: JSON.stringify(filling.usage),
      } satisfies Record<Slot, string>;
      const text = parts.map((part, index) => (index % 2 === 0 ? part : (values[part] ?? ""))).join("");
      return { kind, text };
    };

    const templates = asked?.includeUsage === true ? withUsage : withoutUsage;
    const usage = said.usage;
    const streamed = templates.flatMap((template): readonly StreamEvent[] => {
      const filling = { content: "", finishReason: said.finishReason ?? "", usage };
      switch (template.kind) {
        case "comment":
        case "done":
          return [fillIn(template, filling)];
        case "opening":
          return [fillIn(template, { ...filling, usage: usageAt(usage, 0) })];
        case "text":
          return [
            ...piecesOf(said.reasoning?.text ?? "", request, usage, 0).map((piece) =>
              fillIn(underField(template, said.reasoning?.field ?? "content"), { ...filling, ...piece }),
            ),
            ...piecesOf(said.content, request, usage, 1).map((piece) => fillIn(template, { ...filling, ...piece })),
          ];
        case "finish":
          return said.finishReason === null ? [] : [fillIn(template, filling)];
        case "usage":
          return usage === null ? [] : [fillIn(template, filling)];
      }
    });
    const reported = usage !== null && templates.some(({ reportsUsage }) => reportsUsage);
    return {
      status: fixture.status,
      reason: fixture.reason,
      headers: withRequestId(idHeaders, request),
      events: streamed,
      promptTokens: reported ? completion.promptTokens : 0,
      completionTokens: reported ? completion.completionTokens : 0,
    };
  };
}

/** Of several events with text the first one is the pattern. */
function compileEvents(events: readonly string[], usageAsked: boolean): readonly EventTemplate[] {
  const compiled = events.flatMap((event) => compileEvent(event, usageAsked) ?? []);
  const pattern = compiled.find(({ kind }) => kind === "text");
  return compiled.filter((template) => template.kind !== "text" || template === pattern);
}

function compileEvent(event: string, usageAsked: boolean): EventTemplate | null {
  const json = jsonOf(event);
  if (!isObject(json)) return { kind: event.startsWith(":") ? "comment" : "done", reportsUsage: false, parts: [event] };
  const kind = kindOf(json);
  const usageAlone = Array.isArray(json["choices"]) && json["choices"].length === 0;
  if (usageAlone && !usageAsked) return null;
  const { usage, ...others } = json;
  // A null usage announces the one that was asked for.
  const written = usage === null && !usageAsked ? others : json;
  const marked = JSON.stringify(written, (key, value: unknown) => {
    const slot = slotOf(key, value, kind);
    return slot === null ? value : `\u0001${slot}`;
  });
  const parts = withData(event, marked).split(/"\\u0001(\w+)"/);
  return { kind, reportsUsage: isObject(usage), parts };
}

function kindOf(json: Readonly<Record<string, unknown>>): "opening" | "text" | "finish" | "usage" {
  const { choices, usage } = json;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isObject(choice)) return "usage";
  const { delta, finish_reason: finishReason } = choice;
  if (typeof finishReason === "string") return "finish";
  if (isObject(delta) && typeof delta["content"] === "string" && delta["content"] !== "") return "text";
  return isObject(usage) && usage["completion_tokens"] !== 0 ? "usage" : "opening";
}

function slotOf(key: string, value: unknown, kind: StreamEvent["kind"]): Slot | null {
  switch (key) {
    case "content":
      return kind === "text" ? "content" : null;
    case "model":
      return "model";
    case "id":
    case "sid":
      return "id";
    case "finish_reason":
    case "native_finish_reason":
      return typeof value === "string" ? "finish_reason" : null;
    case "usage":
      return isObject(value) ? "usage" : null;
    default:
      return null;
  }
}

function piecesOf(text: string, request: Fingerprint, usage: Said["usage"], shareBefore: 0 | 1) {
  let length = 0;
  return splitText(text, request).map((content) => {
    length += content.length;
    return { content, usage: usageAt(usage, shareBefore * (length / text.length)) };
  });
}

function underField(template: EventTemplate, field: string): EventTemplate {
  return { ...template, parts: template.parts.map((part) => part.replace(/"content":$/, `"${field}":`)) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
