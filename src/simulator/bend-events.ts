import type { EventBend } from "./catalogue.ts";
import { jsonOf, type StreamEvent, withData } from "./event-stream.ts";
import { type Usage, usageAt } from "./said.ts";

/** What the bending of a stream needs to know beside its events. */
export interface Bend {
  readonly bend: EventBend;
  /** The usage of the whole answer. */
  readonly usage: Usage | null;
  /** The events that a `then-events` goes on with. */
  readonly following: readonly string[];
}

type Events = readonly StreamEvent[];

const emoji = "\u{1F600}";

/** The events of a provider's stream as a fault makes them. */
export function bendEvents(events: Events, { bend, usage, following }: Bend): Events {
  switch (bend) {
    case "no-done":
      return events.filter(({ kind }) => kind !== "done");
    case "done-space":
      return events.map((event) =>
        event.kind === "done" ? { ...event, text: event.text.replace("[DONE]", "[DONE] ") } : event,
      );
    case "empty-data":
      return events.flatMap((event) => [{ kind: "comment", text: "data: \n\n" }, event]);
    case "comments":
      return events.flatMap((event) => [
        { kind: "comment", text: ": keep-alive\n\n:\n\n" },
        { ...event, text: `: PROCESSING data: {}\n${event.text}` },
      ]);
    case "crlf":
      return events.map((event) => ({ ...event, text: event.text.replaceAll("\n", "\r\n") }));
    case "extra-fields":
      return events.map((event, index) => ({
        ...event,
        text: `event: message\nid: ${index}\nretry: 3000\n${event.text}`,
      }));
    case "several-data-lines":
      return events.map((event) => ({ ...event, text: event.text.replace(/^(data: ?)\{/m, "$1{\n$1") }));
    case "duplicated-text": {
      const twice = middleText(events);
      return events.flatMap((event) => (event === twice ? [event, event] : [event]));
    }
    case "duplicated-ending": {
      const last = lastText(events);
      return events.flatMap((event, index) => (index > last ? [event, event] : [event]));
    }
    case "usage-in-every-chunk":
      return withUsageEverywhere(events, usage);
    case "surrogate-split":
      return splitSurrogates(events);
    case "content-filter":
      return [...firstHalf(events), ...events.slice(lastText(events) + 1).map(filtered)];
    case "broken-chunk": {
      const broken = middleText(events);
      return events.map((event) =>
        event === broken ? { ...event, text: `${event.text.slice(0, event.text.length >> 1)}\n\n` } : event,
      );
    }
    case "cut-mid-text":
      return firstHalf(events);
    case "cut-before-finish":
      return events.slice(0, lastText(events) + 1);
    case "then-events":
      return [...firstHalf(events), ...following.map((text) => ({ kind: "finish", text }) as const)];
  }
}

/** What comes before the text, and half of the text, at least one event of it. */
export function firstHalf(events: Events): Events {
  const first = events.findIndex(({ kind }) => kind === "text");
  return events.slice(0, Math.max(0, first) + Math.ceil((lastText(events) - first + 1) / 2));
}

function lastText(events: Events): number {
  return events.findLastIndex(({ kind }) => kind === "text");
}

function middleText(events: Events): StreamEvent | undefined {
  return firstHalf(events).at(-1);
}

function withUsageEverywhere(events: Events, usage: Usage | null): Events {
  const texts = events.filter(({ kind }) => kind === "text").length;
  let sent = 0;
  return events.map((event) => {
    const json = jsonOf(event.text);
    if (typeof json !== "object" || json === null) return event;
    if (event.kind === "text") sent += 1;
    const data = JSON.stringify({ ...json, usage: usageAt(usage, texts === 0 ? 1 : sent / texts) });
    return { ...event, text: withData(event.text, data) };
  });
}

/** Adds events for both halves of an emoji after the text; JSON can only say a half as an escape. */
function splitSurrogates(events: Events): Events {
  const last = lastText(events);
  const pattern = events[last];
  if (pattern === undefined) return events;
  const halves = [emoji.charAt(0), emoji.charAt(1)].map((half) => ({
    ...pattern,
    text: pattern.text.replace(/"content":"(?:[^"\\]|\\.)*"/, () => `"content":${JSON.stringify(half)}`),
  }));
  return [...events.slice(0, last + 1), ...halves, ...events.slice(last + 1)];
}

function filtered(event: StreamEvent): StreamEvent {
  if (event.kind !== "finish") return event;
  return { ...event, text: event.text.replace(/"finish_reason":"\w+"/, '"finish_reason":"content_filter"') };
}
