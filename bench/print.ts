/** Prints the title of a group of figures. */
export function heading(text: string): void {
  console.log(`\n${text}`);
}

/** Prints one figure under its name. */
export function line(name: string, text: string): void {
  console.log(`  ${name.padEnd(52)} ${text}`);
}
