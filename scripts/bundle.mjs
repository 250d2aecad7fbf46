// Joins a package's modules into one file per entry, after `tsc -b` has checked them and written the declarations.
//
//   node ../../scripts/bundle.mjs      (in a package's folder)
//
// Loading a module costs about half a millisecond, whatever is in it: joined, a bot that starts loads a dozen files and
// not hundreds. Nothing is minified, dependencies stay imports, and source maps lead back to src/.
import { globSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { rolldown } from "rolldown";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? [] : [entry.default]));
const commands = Object.values(manifest.bin ?? {});
// `./dist/index.js` is made of `src/index.ts`.
const input = Object.fromEntries(
  [...entries, ...commands].map((file) => [basename(file, ".js"), file.replace(/^\.\/dist\/(.*)\.js$/, "./src/$1.ts")]),
);

for (const stale of globSync("dist/**/*.js{,.map}")) rmSync(stale);
const bundle = await rolldown({ input, platform: "node", external: /^[^./]/ });
await bundle.write({ dir: "dist", format: "esm", sourcemap: true, chunkFileNames: "chunk-[name].js" });
await bundle.close();
