/** An amount without its currency: two decimals, and three significant digits where it would vanish in them. */
export function formatMoney(amount: number): string {
  const decimals = amount === 0 || amount >= 1 ? 2 : Math.min(10, Math.max(2, 2 - Math.floor(Math.log10(amount))));
  return amount.toFixed(decimals);
}
