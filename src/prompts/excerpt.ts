const LONGEST = 40;
const MOST_NAMES = 12;

/** The start of a text in quotes and on one line, for messages. */
export function excerpt(text: string): string {
  // `toWellFormed` mends a surrogate pair cut in two.
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text);
}

/** Names in a row for messages; of very many only the first are told. */
export function listNames(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map((name) => (/^[^\s,"]+$/.test(name) ? name : JSON.stringify(name)));
  return names.length > MOST_NAMES ? `${told.join(", ")} and ${names.length - MOST_NAMES} more` : told.join(", ");
}
