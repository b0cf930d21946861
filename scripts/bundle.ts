import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rolldown } from "rolldown";
import { thirdPartyLicences } from "./third-party-licences.ts";

/** What is loaded by name: the command, the library, and the threads, which find each other beside themselves. */
const ENTRIES = {
  bin: "src/bin.ts",
  index: "src/index.ts",
  "writer-thread": "src/store/sqlite/writer-thread.ts",
  "reader-thread": "src/store/sqlite/reader-thread.ts",
  "simulator-worker": "src/simulator/simulator-worker.ts",
};

/** Packages of which the bundle takes less, or later, than they load by themselves. */
const STAND_INS: Readonly<Record<string, string>> = {
  undici: resolve("scripts/stand-ins/undici.js"),
  "string-width": resolve("scripts/stand-ins/string-width.ts"),
};

/** Native, so it stays a package of its own. */
const EXTERNAL = ["better-sqlite3"];

/**
 * Writes the command, the library and everything that they need into `folder`, all in one level: a file that a module
 * reads from beside itself is beside it there too. What is imported dynamically stays apart and is loaded when needed.
 */
export async function bundle(folder: string): Promise<void> {
  await using build = await rolldown({
    input: ENTRIES,
    platform: "node",
    external: EXTERNAL,
    plugins: [{ name: "stand-ins", resolveId: (source, importer) => standInFor(source, importer) }],
    tsconfig: "tsconfig.build.json",
    onLog(level, log, handle) {
      if (level !== "warn") return handle(level, log);
      throw new Error(`the bundler warns: ${log.message}`);
    },
  });
  const { output } = await build.write({
    dir: folder,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    sourcemap: true,
  });
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  writeFileSync(`${folder}/THIRD-PARTY-LICENSES`, thirdPartyLicences(modules));
}

/** A stand-in itself gets the package. */
function standInFor(source: string, importer: string | undefined): string | null {
  const path = STAND_INS[source];
  return path === undefined || importer === path ? null : path;
}
