const BARS = "▁▂▃▄▅▆▇█";

/** Values as bars between their least and greatest; a blank for a value that is not known, the lowest bar where all are equal. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const range = Math.max(...known) - least;
  return values
    .map((value) => {
      if (value === null) return " ";
      const step = range === 0 ? 0 : Math.round(((value - least) / range) * (BARS.length - 1));
      return BARS[step] ?? "";
    })
    .join("");
}
