import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs the bot as `npm start` does, its output not being a terminal. */
async function runBot(
  parameters: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@zignal/source", join(folder, "src", "main.ts"), ...parameters],
    {
      env: { ...process.env, DISCORD_TOKEN: "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [status] = (await once(child, "close")) as [number];
  return { status, stdout, stderr };
}

describe("the sample bot", () => {
  it(
    "has its conversation on the sandbox, survives the faults in it, and ends by itself with 0",
    { timeout: 60_000 },
    async () => {
      const { status, stdout, stderr } = await runBot([]);
      expect(stderr).toBe("");
      expect(stdout).not.toContain("✘");
      expect(stdout).toMatch(/steps passed +14 of 14/);
      expect(stdout).toMatch(/reconnects survived +1\n/);
      expect(stdout).toMatch(/429s met +1\n/);
      expect(stdout).toMatch(/requests repeated +1\n/);
      expect(stdout).toMatch(/alice +hears 200 frames; privacy code (\d{5} ?){6}\n/);
      expect(stdout).toMatch(/📎 recording\.ogg \(\d{4,} bytes\)/);
      const answers = [...stdout.matchAll(/Barista +Counted (\d)/g)].map(([, number]) => number);
      expect(answers).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
      expect(status).toBe(0);
    },
  );

  it("connects to where the environment points when there is a token, and has its commands there", async () => {
    const sandbox = await createSandbox();
    const { status, stdout, stderr } = await runBot(["--once"], {
      DISCORD_TOKEN: sandbox.token,
      ZIGNAL_API_URL: sandbox.restUrl,
      ZIGNAL_GATEWAY_URL: sandbox.gatewayUrl,
      ZIGNAL_LOG_LEVEL: "error",
    });
    const commands = sandbox.user("alice").commands("general");
    await sandbox.close();
    expect(stderr).toBe("");
    expect(stdout).toContain("Ready as Zignal Bot, in 1 guilds.");
    expect(commands.map(({ name }) => name)).toEqual(["order", "play", "record"]);
    expect(status).toBe(0);
  });

  it("says which argument it does not know, and how it is used", async () => {
    const { status, stderr } = await runBot(["--forever"]);
    expect(stderr).toContain("'--forever'");
    expect(stderr).toContain("Usage: npm start");
    expect(status).toBe(1);
  });

  it("says which port can not be one", async () => {
    const { status, stderr } = await runBot(["--port", "70000"]);
    expect(stderr).toContain('--port must be a whole number from 0 to 65535 (was "70000")');
    expect(status).toBe(1);
  });

  it("says that a port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const { status, stderr } = await runBot(["--port", String(address.port)]);
    server.close();
    expect(stderr).toContain(String(address.port));
    expect(stderr).toContain("in use");
    expect(status).toBe(1);
  });

  it.each(["my secret", "abc", "MTIz.short", "Bot x.y"])(
    "says that %j can not be a token, without connecting or repeating it",
    async (token) => {
      const { status, stderr, stdout } = await runBot([], { DISCORD_TOKEN: token });
      expect(stderr).toContain("token is malformed");
      expect(stderr).toContain("Developer Portal");
      expect(stderr + stdout).not.toContain(token);
      expect(status).toBe(1);
    },
  );

  it("says where a wrong address of the API comes from", async () => {
    const token = `${Buffer.from("123456789012345678").toString("base64url")}.AAAAAA.${"a".repeat(38)}`;
    const { status, stderr } = await runBot([], { DISCORD_TOKEN: token, ZIGNAL_API_URL: "not an address" });
    expect(stderr).toContain("baseUrl");
    expect(status).toBe(1);
  });

  it("shows its usage", async () => {
    const { status, stdout } = await runBot(["--help"]);
    expect(stdout).toContain("Usage: npm start");
    expect(status).toBe(0);
  });
});
