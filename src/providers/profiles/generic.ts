import { plainListing, type ProviderProfile } from "../profile.ts";

/** Any endpoint that speaks the protocol (SGLang, LMDeploy, TGI, Xinference, Together, gateways): the generic rules alone. */
export const generic: ProviderProfile = { name: "generic", rules: [], listing: plainListing, streamUsage: "asked" };
