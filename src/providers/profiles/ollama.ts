import { plainListing, type ProviderProfile } from "../profile.ts";

/** Ollama's compatible endpoint; its key is ignored. */
export const ollama: ProviderProfile = {
  name: "ollama",
  rules: [
    {
      status: 404,
      message: /model/i,
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "pull it first: `ollama pull <model>`",
    },
    {
      status: 503,
      message: /server busy|maximum pending requests/i,
      reaction: "retry",
      errorCode: "server_busy",
      advice: "lower `limits.concurrency` or raise OLLAMA_MAX_QUEUE on the server",
    },
    {
      status: 500,
      message: /requires more system memory/i,
      reaction: "stop",
      errorCode: "out_of_memory",
      advice: "choose a smaller model or free memory on the server",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
