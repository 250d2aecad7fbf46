// Checks every published package as its users get it: packed, installed alone in an empty folder, imported, and used once.
//
//   node scripts/check-packages.mjs [name …]
//
// For each package: `pnpm pack`; publint and attw on the tarball; `npm install` of it in an empty folder, with its
// workspace dependencies as tarballs too; no other @zignal package may come along; its proof in
// scripts/package-proofs/<name>.mjs runs there; its declarations compile there. dist/ must have been built.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const work = mkdtempSync(join(tmpdir(), "zignal-packages-"));
const failures = [];

const packages = new Map();
for (const folder of readdirSync(join(root, "packages"))) {
  const manifestFile = join(root, "packages", folder, "package.json");
  if (!existsSync(manifestFile)) continue;
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  if (manifest.private !== true) packages.set(manifest.name, { folder, manifest });
}

try {
  for (const [name, entry] of packages) {
    const packed = run("pnpm", ["pack", "--json", "--pack-destination", work], join(root, "packages", entry.folder));
    if (!packed.ok) throw new Error(`${name}: pnpm pack failed\n${packed.output}`);
    const described = JSON.parse(packed.stdout.slice(packed.stdout.search(/[[{]/)));
    entry.tarball = (Array.isArray(described) ? described[0] : described).filename;
  }
  const wanted = process.argv.slice(2);
  for (const [name, entry] of packages) {
    if (wanted.length > 0 && !wanted.includes(entry.folder)) continue;
    const began = performance.now();
    check(name, "publint", run("pnpm", ["exec", "publint", "run", entry.tarball, "--strict"], root));
    check(name, "attw", run("pnpm", ["exec", "attw", entry.tarball, "--profile", "esm-only"], root));
    installAlone(name, entry);
    console.log(`${name}: checked in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(failures.join("\n\n"));
  process.exit(1);
}

function installAlone(name, { folder, manifest, tarball }) {
  const home = join(work, `alone-${folder}`);
  mkdirSync(home);
  const closure = workspaceDependencies(manifest);
  const overrides = Object.fromEntries(
    [...closure].map((dependency) => [dependency, `file:${packages.get(dependency).tarball}`]),
  );
  writeFileSync(
    join(home, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: { [name]: `file:${tarball}`, ...overrides },
      overrides,
    }),
  );
  const options = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  if (!check(name, "npm install", run("npm", options, home))) return;

  const installed = readdirSync(join(home, "node_modules", "@zignal")).map((part) => `@zignal/${part}`);
  const strangers = installed.filter((part) => part !== name && !closure.has(part));
  if (strangers.length > 0) failures.push(`${name}: brought ${strangers.join(", ")} along without declaring it`);

  const proof = join(root, "scripts", "package-proofs", `${folder}.mjs`);
  if (!existsSync(proof)) {
    failures.push(
      `${name}: scripts/package-proofs/${folder}.mjs is missing: say what the package does when it is alone`,
    );
    return;
  }
  copyFileSync(proof, join(home, "proof.mjs"));
  check(name, "proof", run(process.execPath, ["proof.mjs"], home));

  writeFileSync(
    join(home, "index.ts"),
    `import * as subject from ${JSON.stringify(name)};\nexport const names: string[] = Object.keys(subject);\n`,
  );
  const compiler = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--lib",
    "es2024,esnext.disposable",
    "--types",
    "node",
  ];
  const nodeTypes = ["--typeRoots", join(root, "node_modules", "@types")];
  check(
    name,
    "types",
    run("pnpm", ["exec", "tsc", ...compiler, ...nodeTypes, join(home, "index.ts"), "--ignoreConfig"], root),
  );
}

function workspaceDependencies(manifest, found = new Set()) {
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    if (!packages.has(dependency) || found.has(dependency)) continue;
    found.add(dependency);
    workspaceDependencies(packages.get(dependency).manifest, found);
  }
  return found;
}

function check(name, what, { ok, output }) {
  if (!ok) failures.push(`${name}: ${what} failed\n${output}`);
  return ok;
}

function run(command, parameters, cwd) {
  const shell = process.platform === "win32";
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd,
    encoding: "utf8",
    shell,
    timeout: 180_000,
  });
  return {
    ok: status === 0,
    stdout: stdout ?? "",
    output: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`.trim(),
  };
}
