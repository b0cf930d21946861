/** 64 bits that stand for a request. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/** A fast, well-spread 64-bit hash of a text (cyrb53 by bryc, both halves kept whole). Not for secrets. */
export function fingerprint(text: string, seed: number): Fingerprint {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return { high: high >>> 0, low: low >>> 0 };
}

/** A number in [0, 1) that depends on the request and on what it is drawn for. */
export function draw(request: Fingerprint, purpose: number): number {
  // The finaliser of MurmurHash3, over both halves.
  let mixed = Math.imul(request.low ^ Math.imul(purpose + 1, 0x9e3779b1), 0x85ebca6b) ^ request.high;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

/** The request as 16 hex digits. */
export function hexOf(request: Fingerprint): string {
  return request.high.toString(16).padStart(8, "0") + request.low.toString(16).padStart(8, "0");
}

/** The request as a number that a Map takes as a key (53 bits). */
export function keyOf(request: Fingerprint): number {
  return (request.high & 0x1fffff) * 4294967296 + request.low;
}
