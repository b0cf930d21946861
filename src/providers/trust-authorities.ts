import { X509Certificate } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** The certificates in a PEM file's text; throws an Error when one of them cannot be read. */
export function readCertificates(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END [A-Z\d ]+-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).toString());
}

/** Trusts these certificates beside those that Node trusts. Made once per model: it takes some 20 ms. */
export function trustAuthorities(certificates: readonly string[]): SecureContext {
  return createSecureContext({ ca: [...getCACertificates("default"), ...certificates] });
}
