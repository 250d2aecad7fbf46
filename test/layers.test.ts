import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const names = [
  "types",
  "errors",
  "observability",
  "cache",
  "builders",
  "rest",
  "gateway",
  "voice",
  "interactions",
  "client",
  "sandbox",
];

/** What oxlint says of one file, put where a package's source would be. */
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "zignal-layers-"));
  cpSync(join(root, ".oxlintrc.json"), join(scratch, ".oxlintrc.json"));
  cpSync(join(root, "tsconfig.base.json"), join(scratch, "tsconfig.base.json"));
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function lint(packageName: string, source: string): { status: number | null; output: string } {
  const folder = join(scratch, "packages", packageName);
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), `{ "extends": "../../tsconfig.base.json", "include": ["src"] }`);
  const file = join(folder, "src", "planted.ts");
  writeFileSync(file, source);
  const { status, stdout, stderr } = spawnSync(
    "pnpm",
    ["exec", "oxlint", "--config", join(scratch, ".oxlintrc.json"), file],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  return { status, output: stdout + stderr };
}

describe("the repository", () => {
  it.each(names)("gives @zignal/%s a README, a public entry and a licence that is MIT", (name) => {
    const folder = join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest["name"]).toBe(`@zignal/${name}`);
    expect(manifest["license"]).toBe("MIT");
    expect(manifest["type"]).toBe("module");
    expect(existsSync(join(folder, "src", "index.ts"))).toBe(true);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toMatch(new RegExp(`^# @zignal/${name}\n`));
  });

  it.each([
    ["types", "@zignal/errors"],
    ["errors", "@zignal/types"],
    ["cache", "@zignal/rest"],
    ["rest", "@zignal/gateway"],
    ["gateway", "@zignal/rest"],
    ["interactions", "@zignal/rest"],
    ["builders", "@zignal/client"],
    ["sandbox", "@zignal/gateway"],
    ["client", "@zignal/sandbox"],
  ])("does not let @zignal/%s import %s: dependencies point downward only", (importer, imported) => {
    const { status, output } = lint(
      importer,
      `import { something } from "${imported}";\nexport const used = something;\n`,
    );
    expect(output).toContain("dependencies point downward only");
    expect(status).not.toBe(0);
  });

  it.each([
    ["interactions", "@zignal/builders"],
    ["rest", "@zignal/errors"],
    ["client", "@zignal/gateway"],
  ])("lets @zignal/%s import %s", (importer, imported) => {
    const { output } = lint(importer, `import { something } from "${imported}";\nexport const used = something;\n`);
    expect(output).not.toContain("dependencies point downward only");
  });

  it("makes a floating promise an error", () => {
    const { status, output } = lint("rest", `export function start(work: () => Promise<void>): void {\n  work();\n}\n`);
    expect(output).toContain("no-floating-promises");
    expect(status).not.toBe(0);
  });

  it("makes `any` an error", () => {
    const { status, output } = lint("rest", `export const value: any = 1;\n`);
    expect(output).toContain("no-explicit-any");
    expect(status).not.toBe(0);
  });
});
