import { plainListing, type ProviderProfile } from "../profile.ts";

/** llama.cpp's server; it lists its model without a key too. */
export const llamacpp: ProviderProfile = {
  name: "llamacpp",
  rules: [
    {
      status: 503,
      message: /loading model/i,
      reaction: "loading",
      errorCode: "model_loading",
      advice: "the server is still reading the model",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
