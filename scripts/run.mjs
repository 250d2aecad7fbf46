// Runs a script of package.json on a machine that has nothing but Node.js and npm.
//
//   node scripts/run.mjs <script> [arguments]
//
// What is missing of the wanted Node.js and pnpm is fetched from the npm registry into .toolchain/ (git-ignored);
// what is there already is used as it is. This file must itself run on Node.js 18, and has no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, ".toolchain");
const windows = process.platform === "win32";
const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) fail("Usage: node scripts/run.mjs <script> [arguments]");

const nodeVersion = readFileSync(join(root, ".node-version"), "utf8").trim();
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const pnpmVersion = packageManager.split("@")[1];

const environment = {
  // Node.js keeps what it made of the sources: the second start takes a third of the processor time.
  NODE_COMPILE_CACHE: join(toolchain, "compile-cache"),
  ...process.env,
  COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
  TURBO_TELEMETRY_DISABLED: "1",
};
for (const name of Object.keys(environment)) {
  // What the outer npm exported describes npm's run, and would mislead pnpm's.
  if (/^npm_(package_.*|lifecycle_.*|command|execpath|node_execpath)$/i.test(name)) delete environment[name];
  if (/^npm_config_(user_agent|local_prefix|prefix|global_prefix)$/i.test(name)) delete environment[name];
}
const pathName = Object.keys(environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
mkdirSync(toolchain, { recursive: true });
if (!existsSync(join(toolchain, "package.json"))) {
  writeFileSync(join(toolchain, "package.json"), `{ "private": true, "allowScripts": { "pnpm": true } }\n`);
}

if (!isFitNode(process.versions.node)) {
  const name = `${process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node"}-${windows ? "win" : process.platform}-${process.arch}`;
  const folder = join(toolchain, "node_modules", name, "bin");
  if (!isFitNode(versionOf(join(folder, windows ? "node.exe" : "node")))) {
    say(`Node.js ${process.versions.node} is too old for Zignal; fetching ${nodeVersion} into .toolchain/`);
    if (!fetchPackage(`${name}@${nodeVersion}`) && !fetchPackage(`${name}@26`)) {
      fail(
        `Node.js ${nodeVersion} could not be fetched from the npm registry. Install Node.js 24 by hand, then try again.`,
      );
    }
  }
  prependPath(folder);
}
const pnpmFolder = join(toolchain, "node_modules", ".bin");
if (!isFitPnpm()) {
  prependPath(pnpmFolder);
  if (!isFitPnpm()) {
    say(`pnpm ${pnpmVersion} is not here; fetching it into .toolchain/`);
    if (!fetchPackage(packageManager) || !isFitPnpm()) {
      fail(
        `pnpm ${pnpmVersion} could not be fetched from the npm registry. Install it by hand (npm install --global ${packageManager}), then try again.`,
      );
    }
  }
}
// --prefer-offline: what is in the store is not asked for again. With an up-to-date tree this takes a fraction of a second.
await run([
  "install",
  "--frozen-lockfile",
  "--prefer-offline",
  ...(process.env.CI ? [] : ["--reporter=append-only", "--loglevel=warn"]),
]);
// --silent: the last line is the script's own, not pnpm's account of how it ended.
await run(["--silent", "run", script, ...scriptArguments]);

function isFitNode(version) {
  const [major = 0, minor = 0] = (version ?? "").replace(/^v/, "").split(".").map(Number);
  return (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;
}

function isFitPnpm() {
  // Asked inside .toolchain/, so that this repository's own settings do not interfere; a broken corepack shim may hang.
  const { status, stdout } = execute("pnpm", ["--version"], { cwd: toolchain, timeout: 15_000, encoding: "utf8" });
  return status === 0 && stdout.trim().split(".")[0] === pnpmVersion.split(".")[0];
}

function versionOf(binary) {
  return existsSync(binary) ? execute(binary, ["--version"], { encoding: "utf8" }).stdout?.trim() : undefined;
}

function fetchPackage(specifier) {
  const options =
    "--prefix=. --no-package-lock --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=2000";
  const { status } = execute("npm", ["install", ...options.split(" "), specifier], {
    cwd: toolchain,
    stdio: ["ignore", 2, 2],
  });
  return status === 0;
}

function prependPath(folder) {
  environment[pathName] = folder + delimiter + (environment[pathName] ?? "");
}

function execute(command, parameters, options) {
  return spawnSync(command, parameters, { env: environment, shell: windows, ...options });
}

/** Runs pnpm in the foreground, and ends this process with its status when that is not 0. */
async function run(parameters) {
  const child = spawn("pnpm", parameters, { cwd: root, env: environment, shell: windows, stdio: "inherit" });
  // Who ends this process means the script. In a terminal Ctrl+C reaches pnpm by itself.
  const passOn = (signal) => void (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, passOn);
  // npm's shell passes no signal on: when it is gone, so is whoever asked for the script.
  const parent = process.ppid;
  const watch = setInterval(() => void (process.ppid === parent ? undefined : child.kill("SIGTERM")), 500);
  const [status, endedBy] = await new Promise((resolve) => {
    child.on("error", (error) => fail(`pnpm could not be started: ${error.message}`));
    child.on("exit", (...end) => resolve(end));
  });
  clearInterval(watch);
  for (const signal of signals) process.off(signal, passOn);
  if (status !== 0) process.exit(status ?? (endedBy === "SIGINT" ? 130 : 1));
}

function say(message) {
  process.stderr.write(`${message}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}
