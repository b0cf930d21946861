import type { Model } from "../core/config.ts";
import type { ChatMessage } from "../core/messages.ts";
import type { ProviderProfile } from "./profile.ts";

/** The JSON of a chat completion: only what the user set, and what a stream needs. */
export function requestBody(model: Model, profile: ProviderProfile, messages: readonly ChatMessage[]): object {
  const { model: id, params } = model;
  if (!model.stream) return { model: id, messages, ...params };
  const usage = profile.streamUsage === "asked" ? { stream_options: { include_usage: true } } : {};
  return { model: id, messages, ...usage, ...params, stream: true };
}
