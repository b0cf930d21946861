#!/usr/bin/env node
// This file has to load on any Node that knows ES modules, so it uses old syntax only and imports nothing up front.
const NEEDED_NODE = 24;

function runningNode(): number {
  return Number(process.versions.node.split(".")[0]);
}

function refuseNode(): void {
  process.stderr.write(
    [
      "promptgrid needs Node " + NEEDED_NODE + " or newer, but this is Node " + process.versions.node + ".",
      "Run it with a newer Node without installing one:",
      "  npx -p node@" + NEEDED_NODE + " -p promptgrid promptgrid run",
      "or switch to one first:",
      "  nvm install " + NEEDED_NODE,
      "",
    ].join("\n"),
  );
  process.exitCode = 2;
}

function printVersion(): Promise<void> {
  return import("node:fs").then(({ readFileSync }) => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
    process.stdout.write((isManifest ? String(manifest.version) : "unknown") + "\n");
  });
}

function runCommandLine(): Promise<void> {
  return import("node:module")
    .then(({ enableCompileCache }) => enableCompileCache())
    .then(() => import("./cli/main.ts"))
    .then(({ main }) => main());
}

const isVersionAsked = process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-v");

if (runningNode() < NEEDED_NODE) refuseNode();
else if (isVersionAsked) void printVersion();
else void runCommandLine();
