import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Certificates of test/fixtures/tls/. */
export type CertificateName = "endpoint" | "other-host" | "expired";

/** The file of the authority that signed the test certificates. */
export const AUTHORITY_FILE = fileURLToPath(new URL("../fixtures/tls/authority.pem", import.meta.url));

/** What a TLS server of a test is made with. */
export function certificate(name: CertificateName): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: read(name), key: read("key-for-tests-only") };
}

function read(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
}
