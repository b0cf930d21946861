/** The text with a full stop where it has no end of its own, so that another sentence can follow. */
export function sentence(text: string): string {
  return /[.!?。！？…]$/.test(text) ? text : `${text}.`;
}
