import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSandbox } from "@zignal/sandbox";
import type { Sandbox } from "@zignal/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { others, search } from "./fixtures/commands.ts";
import { one, other } from "./fixtures/doubles.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function run(...parameters: string[]): Promise<{ status: unknown; output: string[] }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@zignal/source", "--disable-warning=ExperimentalWarning", path("../src/cli.ts"), ...parameters],
    { env: { ...process.env, DISCORD_TOKEN: sandbox.token, ZIGNAL_API_URL: sandbox.restUrl } },
  );
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [status] = await once(child, "close");
  return { status, output: output.trim().split("\n") };
}

describe("zignal-commands", () => {
  it("shows the plan, writes it, and finds nothing to write the second time", async () => {
    const commands = path("fixtures/commands.ts");
    const plan = [`+ /${search.name}`, "+ /list", "+ user: Who is this", "0 commands are the same"];
    expect(others).toHaveLength(2);
    const dry = await run(commands, "--check");
    expect(dry.status).toBe(1);
    expect(new Set(dry.output)).toEqual(new Set([...plan, "nothing was written"]));
    expect((await run(commands)).output.at(-1)).toBe("3 written");
    expect(await run(commands, "--check")).toEqual({
      status: 0,
      output: ["3 commands are the same", "nothing was written"],
    });
  });

  it("keeps to a guild", async () => {
    const { output } = await run(path("fixtures/commands.ts"), "--guild", sandbox.guildId, "--dry-run");
    expect(output).toContain("+ /search");
  });

  it("refuses two commands of one name, of which each run would write the other", async () => {
    expect(one.name).toBe(other.name);
    const { status, output } = await run(path("fixtures/doubles.ts"), "--dry-run");
    expect([status, output]).toEqual([2, ['two different commands of the same kind are named "same"']]);
  });

  it("says what is missing", async () => {
    expect((await run()).status).toBe(2);
    expect((await run("--help")).output[0]).toBe("zignal-commands <module> [options]");
    const { status, output } = await run(path("incoming.ts"));
    expect(status).toBe(2);
    expect(output[0]).toContain("exports no commands");
  });
});
