// Joins a package's modules, and their declarations, into one file each per entry, after `tsc -b` has checked them and
// written the declarations.
//
//   node ../../scripts/bundle.mjs      (in a package's folder)
//
// Loading a module costs about half a millisecond, whatever is in it: joined, a bot that starts loads a dozen files and
// not hundreds. A file takes at least 4 KiB on disk: what is published are these files and no others. Nothing is minified,
// comments stay in the declarations, and dependencies stay imports.
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [] : [entry.default]));
const commands = Object.values(manifest.bin ?? {});
const external = /^[^./]/;

// `./dist/index.js` is made of `src/index.ts`.
const code = await rolldown({ input: inputs([...entries, ...commands], "src", "ts"), platform: "node", external });
const modules = await code.write({ dir: "dist", format: "esm", chunkFileNames: "chunk-[name].js" });
await code.close();

const types = await rolldown({
  input: inputs(entries, ".cache/declarations", "d.ts"),
  external,
  plugins: [dts({ dtsInput: true, tsconfig: false, sourcemap: false })],
});
const declarations = await types.write({ dir: "dist", format: "esm", chunkFileNames: "chunk-[name].js" });
await types.close();
keepTypeOnly();
removeStale([...modules.output, ...declarations.output].map(({ fileName }) => fileName));

function inputs(files, folder, ending) {
  return Object.fromEntries(
    files.map((file) => [basename(file, ".js"), file.replace(/^\.\/dist\/(.*)\.js$/, `./${folder}/$1.${ending}`)]),
  );
}

/** The bundler writes `export type *` as `export *`, which would promise values that are not there. */
function keepTypeOnly() {
  const written = globSync(".cache/declarations/**/*.d.ts").map((file) => readFileSync(file, "utf8"));
  const typeOnly = written.flatMap((text) =>
    [...text.matchAll(/export type \* from "([^."][^"]*)"/g)].map(([, from]) => from),
  );
  for (const file of globSync("dist/*.d.ts")) {
    let text = readFileSync(file, "utf8");
    for (const from of typeOnly) text = text.replaceAll(`export * from "${from}"`, `export type * from "${from}"`);
    writeFileSync(file, text);
  }
}

/** What an earlier build left; afterwards, so that whoever reads dist/ meanwhile finds it whole. */
function removeStale(fresh) {
  for (const name of readdirSync("dist")) {
    if (!fresh.includes(name)) rmSync(join("dist", name), { recursive: true });
  }
}
