import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox } from "@zignal/sandbox";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = globSync(["README.md", "CONTRIBUTING.md", "docs/**/*.md", "packages/*/README.md", "apps/*/README.md"], {
  cwd: root,
}).toSorted();
const timeLimitMs = 30_000;

interface Snippet {
  page: string;
  /** Of the fence, counted from 1: the line of the source's line n is this plus n. */
  line: number;
  source: string;
  language: "ts" | "js";
  /** `bot`: it goes on until it is stopped, and says that it is ready. */
  kind: "program" | "bot";
}

/** The ts blocks of a page. A bot that goes on says so (`ts bot`), a fragment that can not run alone too (`ts no-run`). */
function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^ *```(ts|js)( bot)?\n(.*?)^ *```$/gms)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    const language = match[1] === "js" ? "js" : "ts";
    return { page, line, source: match[3] ?? "", language, kind: match[2] === undefined ? "program" : "bot" };
  });
}

const snippets = pages.flatMap(snippetsOf);

function named(wanted: Snippet["kind"]): [name: string, snippet: Snippet][] {
  return snippets.filter(({ kind }) => kind === wanted).map((snippet) => [`${snippet.page}:${snippet.line}`, snippet]);
}

let sandbox: Sandbox;
let scratch: string;

beforeAll(async () => {
  // Each snippet is a process of its own, all with one token: they need not wait for each other to connect.
  const often = { bucket: "gateway-bot", limit: 1000, windowMs: 1000 };
  sandbox = await createSandbox({
    limits: { gateway: { identifyIntervalMs: 0 }, rest: { rules: { get_bot_gateway: often } } },
  });
  // Inside the repository, so that the packages resolve as they do for a user who has installed them.
  mkdirSync(join(root, ".cache"), { recursive: true });
  scratch = mkdtempSync(join(root, ".cache", "snippets-"));
});

afterAll(async () => {
  await sandbox.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Compiles all snippets at once, as strictly as our own sources; what is wrong is named by its place in the page. */
async function compile(all: readonly Snippet[]): Promise<string[]> {
  const folder = mkdtempSync(join(scratch, "types-"));
  const files = all.map((snippet, index) => ({ snippet, name: `snippet-${index}.ts` }));
  for (const { snippet, name } of files) writeFileSync(join(folder, name), snippet.source);
  const config = {
    extends: join(root, "tsconfig.check.json"),
    // A snippet without an import is a module too.
    compilerOptions: { moduleDetection: "force", noUnusedLocals: true },
    files: files.map(({ name }) => name),
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const child = spawn(process.execPath, [tsc, "--pretty", "false", "-p", "tsconfig.json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = outputOf(child);
  const [status] = (await once(child, "close")) as [number | null];
  if (status === 0) return [];
  const snippetOf = new Map(files.map(({ name, snippet }) => [name, snippet]));
  return (
    output()
      .trim()
      // What belongs to an error is indented.
      .split(/\n(?! )/)
      // The sources that a snippet imports have a check of their own.
      .filter((error) => !error.startsWith("../"))
      .map((error) =>
        error.replace(/^(snippet-\d+\.ts)\((\d+),(\d+)\)/, (place, name: string, line: string, column: string) => {
          const snippet = snippetOf.get(name);
          return snippet === undefined ? place : `${snippet.page}:${snippet.line + Number(line)}:${column}`;
        }),
      )
  );
}

/** All that a program writes, as far as it has. */
function outputOf({ stdout, stderr }: { stdout: Readable; stderr: Readable }): () => string {
  let output = "";
  for (const stream of [stdout, stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return () => output;
}

/** Starts a snippet as its reader would, in a folder of its own. */
function start(snippet: Snippet): { child: ChildProcessByStdio<null, Readable, Readable>; output: () => string } {
  const folder = mkdtempSync(join(scratch, "run-"));
  const file = join(folder, "snippet.ts");
  writeFileSync(file, snippet.source);
  const child = spawn(
    process.execPath,
    ["--conditions=@zignal/source", "--disable-warning=ExperimentalWarning", file],
    {
      cwd: folder,
      env: {
        ...process.env,
        DISCORD_TOKEN: sandbox.token,
        ZIGNAL_API_URL: sandbox.restUrl,
        ZIGNAL_GATEWAY_URL: sandbox.gatewayUrl,
        GUILD_ID: sandbox.guildId,
        CHANNEL_ID: sandbox.channels["general"],
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeLimitMs,
    },
  );
  return { child, output: outputOf(child) };
}

async function run(snippet: Snippet): Promise<{ status: number | null; output: string }> {
  const { child, output } = start(snippet);
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output: output() };
}

/** Runs a bot until it says that it is ready, lets `conversation` happen, and stops it. */
async function runBot(
  snippet: Snippet,
  conversation: () => Promise<void> = async () => {},
): Promise<{ exitCode: number | null; output: string }> {
  const { child, output } = start(snippet);
  const closed = once(child, "close");
  await Promise.race([
    new Promise<void>((resolve) => {
      child.stdout.on("data", () => /ready/i.test(output()) && resolve());
    }),
    closed,
  ]);
  if (child.exitCode === null) await conversation();
  const { exitCode } = child;
  child.kill();
  await closed;
  return { exitCode, output: output() };
}

describe("the documentation", () => {
  it("has snippets in every package's README", () => {
    const without = pages.filter((page) => page.startsWith("packages/") && snippetsOf(page).length === 0);
    expect(without).toEqual([]);
  });

  it("has snippets that the compiler takes", async () => {
    expect(await compile(snippets.filter(({ language }) => language === "ts"))).toEqual([]);
  });

  it.each(named("program"))("%s runs", async (_name, snippet) => {
    const { status, output } = await run(snippet);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it.each(named("bot"))("%s gets ready", async (_name, snippet) => {
    expect(await runBot(snippet)).toMatchObject({ exitCode: null });
  });

  it("has a first bot that answers a message and a command", async () => {
    const first = snippets.find(({ page, kind }) => page === "README.md" && kind === "bot");
    if (first === undefined) throw new Error("README.md has no bot");
    const ended = await runBot(first, async () => {
      const alice = sandbox.user("alice");
      const answer = await alice.expectReply(await alice.sendMessage("general", "!ping"));
      expect(answer.content).toBe("Pong!");
      const echo = await vi.waitUntil(() => alice.commands("general").find(({ name }) => name === "echo"));
      expect(echo.options).toHaveLength(1);
      const { message } = await alice.runCommand("echo", { text: "over and out" }, { channel: "general" });
      expect(message.content).toBe("over and out");
    });
    expect(ended).toMatchObject({ exitCode: null });
  });

  it("has no link to a page or heading that is not there", () => {
    const broken: string[] = [];
    for (const page of pages) {
      for (const [, target = "", heading] of textOf(page).matchAll(
        /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g,
      )) {
        const path = target === "" ? page : join(dirname(page), target);
        const isThere = existsSync(join(root, path)) && (heading === undefined || headingsOf(path).has(heading));
        if (!isThere) broken.push(`${page}: ${target}${heading === undefined ? "" : `#${heading}`}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

/** A page without its code. */
function textOf(page: string): string {
  return readFileSync(join(root, page), "utf8").replaceAll(/^ *```.*?^ *```$/gms, "");
}

/** The names of a page's headings in links, as GitHub makes them. */
function headingsOf(page: string): ReadonlySet<string> {
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}
