import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../src/command-line.ts";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@zignal/source", cli, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function output(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

describe("zignal-sandbox", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("prints one line of JSON, serves, and stops clean at %s", async (signal) => {
    const child = run("--port", "0", "--json");
    const ended = output(child);
    const started = once(child.stdout ?? child, "data") as Promise<[Buffer]>;
    // Should it end before it says anything, then what it said on the error stream is the failure.
    const [chunk] = await Promise.race([started, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
    const info = JSON.parse(chunk.toString());
    expect(Object.keys(info).toSorted()).toEqual(
      ["applicationId", "botId", "channels", "gatewayUrl", "guildId", "restUrl", "token", "users", "webUrl"].toSorted(),
    );
    expect(Object.keys(info.users)).toEqual(["alice", "bob", "carol", "Zignal Bot"]);
    const me = await fetch(`${info.restUrl}/users/@me`, { headers: { authorization: `Bot ${info.token}` } });
    expect(await me.json()).toMatchObject({ id: info.botId, username: "Zignal Bot" });
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr, lines: stdout.trim().split("\n").length }).toEqual({ code: 0, stderr: "", lines: 1 });
  });

  it("names the port that is in use, and what to do, and exits with 1", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    const { code, stderr, stdout } = await output(run("--port", `${port}`));
    blocker.close();
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      `zignal-sandbox: port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another port (0 takes any free one)\n`,
    );
  });

  it("exits with 1 and names the flag for a bad flag", async () => {
    const { code, stderr } = await output(run("--prot", "1"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^zignal-sandbox: command line: Unknown option '--prot'.*See zignal-sandbox --help\n$/);
  });

  it("prints its help and its version", async () => {
    const help = await output(run("--help"));
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("--port <number>");
    const version = await output(run("--version"));
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("its flags", () => {
  it.each([
    [["--port", "x"], '--port must be a whole number of at least 0 (was "x")'],
    [["--port", "70000"], "--port must be a whole number from 0 to 65535 (was 70000)"],
    [["--port=-1"], '--port must be a whole number of at least 0 (was "-1")'],
    [["--seed", "1.5"], '--seed must be a whole number of at least 0 (was "1.5")'],
    [["--voice-port", "70000"], "--voice-port must be a whole number from 0 to 65535 (was 70000)"],
    [["--members", ""], '--members must be a whole number of at least 0 (was "")'],
    [["--token", ""], "--token must not be empty"],
    [["extra"], "Unexpected argument 'extra'"],
    [["--port"], "argument missing"],
  ])("are refused by name: %j", (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });

  it("default to port 4600 of this machine", () => {
    expect(parseCommandLine([])).toEqual({ kind: "serve", json: false, options: { port: 4600, host: "127.0.0.1" } });
    expect(parseCommandLine(["--seed", "7", "--members", "10", "--token", "t", "--host", "::1", "--json"])).toEqual({
      kind: "serve",
      json: true,
      options: { port: 4600, host: "::1", seed: 7, members: 10, token: "t" },
    });
  });
});
