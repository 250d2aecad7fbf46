import { spawn } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox } from "@zignal/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = globSync(["README.md", "CONTRIBUTING.md", "docs/**/*.md", "packages/*/README.md", "apps/*/README.md"], {
  cwd: root,
}).toSorted();
const timeLimitMs = 30_000;

interface Snippet {
  page: string;
  line: number;
  source: string;
}

/** The ts blocks of a page. A fragment that can not run alone says so: `ts no-run`. */
function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(ts|js)\n(.*?)^```$/gms)].map((match) => {
    return { page, line: text.slice(0, match.index).split("\n").length, source: match[2] ?? "" };
  });
}

const snippets = pages.flatMap(snippetsOf);
let sandbox: Sandbox;
let scratch: string;

beforeAll(async () => {
  sandbox = await createSandbox();
  // Inside the repository, so that the packages resolve as they do for a user who has installed them.
  mkdirSync(join(root, ".cache"), { recursive: true });
  scratch = mkdtempSync(join(root, ".cache", "snippets-"));
});

afterAll(async () => {
  await sandbox.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function run(snippet: Snippet): Promise<{ status: number | null; output: string }> {
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
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  return { status, output };
}

describe("the documentation", () => {
  it("has snippets in every package's README", () => {
    const without = pages.filter((page) => page.startsWith("packages/") && snippetsOf(page).length === 0);
    expect(without).toEqual([]);
  });

  it.each(snippets.map((snippet) => [`${snippet.page}:${snippet.line}`, snippet] as const))(
    "%s runs",
    async (_name, snippet) => {
      const { status, output } = await run(snippet);
      expect({ status, output }).toMatchObject({ status: 0 });
    },
  );

  it("has no link to a file that is not there", () => {
    const broken: string[] = [];
    for (const page of pages) {
      const text = readFileSync(join(root, page), "utf8").replaceAll(/^```.*?^```$/gms, "");
      for (const [, target] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)) {
        if (target !== undefined && globSync(join(dirname(page), target), { cwd: root }).length === 0)
          broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });
});
