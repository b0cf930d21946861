/** npm on an old Node silently picks old majors, and then failures look like ours: say so before the first test. */
export function setup(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 24) {
    throw new Error(
      `the tests need Node 24 or newer, found ${process.version}: run them with "npm test" after "npm ci"`,
    );
  }
}
