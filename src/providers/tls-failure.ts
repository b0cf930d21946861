import type { NetworkFailure } from "./network-failure.ts";

const SET_CA =
  "set `ca` to the PEM file of the authority that signed it (your company's, where a proxy looks into the traffic), or of the server's own certificate";

/** OpenSSL's and Node's codes for certificates, by what is wrong with them. */
const CERTIFICATE_FAULTS: readonly (readonly [codes: readonly string[], failure: Omit<NetworkFailure, "reaction">])[] =
  [
    [
      [
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "UNABLE_TO_GET_ISSUER_CERT",
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "SELF_SIGNED_CERT_IN_CHAIN",
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "CERT_UNTRUSTED",
      ],
      {
        errorCode: "certificate_untrusted",
        message: `the certificate is signed by no authority that is trusted; ${SET_CA}`,
      },
    ],
    [
      ["CERT_HAS_EXPIRED"],
      {
        errorCode: "certificate_expired",
        message: "the certificate has expired; it must be renewed (or the system's clock set)",
      },
    ],
    [
      ["CERT_NOT_YET_VALID"],
      { errorCode: "certificate_not_yet_valid", message: "the certificate is not valid yet; check the system's clock" },
    ],
    [
      ["ERR_TLS_CERT_ALTNAME_INVALID"],
      {
        errorCode: "certificate_other_host",
        message: "the certificate is for another host; write the host as the certificate names it",
      },
    ],
  ];

const NO_TLS: NetworkFailure = {
  reaction: "stop",
  errorCode: "tls_error",
  message: "no secure connection could be made; check https or http in the URL, the system's clock and `ca`",
};

/** What a failed TLS handshake means, by its code: it stops the lane, as nobody mends a certificate in time. Null for other codes. */
export function classifyTlsCode(code: string): NetworkFailure | null {
  const known = CERTIFICATE_FAULTS.find(([codes]) => codes.includes(code));
  if (known !== undefined) return { reaction: "stop", ...known[1], message: `${known[1].message} (${code})` };
  if (code === "EPROTO") return NO_TLS;
  return /CERT|SIGNATURE|ERR_TLS|ERR_SSL/.test(code) ? { ...NO_TLS, message: `${NO_TLS.message} (${code})` } : null;
}
