/** A new run id: UTC time and four random characters, e.g. `20261122-144734-k3f9`; sorts by time, safe as a folder name. */
export function newRunId(now: number, random: () => number): string {
  const time = new Date(now).toISOString().replace(/[-:]/g, "").slice(0, 15).replace("T", "-");
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${time}-${suffix}`;
}

/** Ids become folder names, so they must be plain; null when `id` is fine, else what is wrong with it. */
export function runIdFault(id: string): string | null {
  if (id === "latest") return "another name, as `latest` always means the newest run";
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)
    ? null
    : "letters, digits, `.`, `_` and `-`, at most 100, the first a letter or digit";
}
