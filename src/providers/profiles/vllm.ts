import { plainListing, type ProviderProfile } from "../profile.ts";

/** vLLM: new error bodies are nested, those before about 0.10 are flat; it has no limits of its own. */
export const vllm: ProviderProfile = {
  name: "vllm",
  rules: [
    {
      status: 400,
      message: /please reduce the length|max_tokens.{0,80}too large/i,
      reaction: "fail",
      errorCode: "context_length_exceeded",
      advice: "shorten the prompt, lower `max_tokens`, or serve with a larger --max-model-len",
    },
    {
      status: 404,
      names: ["404", "notfounderror"],
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "`model` must be the served name (--served-model-name); `promptgrid models` shows it",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
