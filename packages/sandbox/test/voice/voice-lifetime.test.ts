import { execFile } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { useSandbox } from "../sandbox-fixture.ts";
import { sweepFrames } from "./sound.ts";

const run = promisify(execFile);
const channel = "Voice Lounge";

/** Runs a module in a process of its own, which prints the packages that it has loaded. */
async function packagesLoadedBy(code: string): Promise<string[]> {
  const watch = `
    import { registerHooks } from "node:module";
    globalThis.packages = new Set();
    registerHooks({ resolve(specifier, context, next) {
      if (/^(@snazzah|ts-mls|opusscript|ws)/.test(specifier)) globalThis.packages.add(specifier.split("/")[0]);
      return next(specifier, context);
    } });`;
  const index = new URL("../../src/index.ts", import.meta.url).href;
  const script = `const { createSandbox } = await import(${JSON.stringify(index)}); ${code}
    console.log(JSON.stringify([...globalThis.packages].toSorted()));`;
  const imported = `data:text/javascript,${encodeURIComponent(watch)}`;
  const args = ["--conditions=@zignal/source", "--import", imported, "--input-type=module", "--eval", script];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: "" } });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]");
}

describe("voice", () => {
  const { start } = useSandbox();

  it("is loaded with the first join and not before, and lets the process end", { timeout: 30_000 }, async () => {
    expect(await packagesLoadedBy("const sandbox = await createSandbox(); await sandbox.close();")).toEqual(["ws"]);
    const joined = "await sandbox.user('alice').joinVoice('Voice Lounge');";
    expect(await packagesLoadedBy(`const sandbox = await createSandbox(); ${joined} await sandbox.close();`)).toEqual([
      "@snazzah",
      "ts-mls",
      "ws",
    ]);
  });

  it.each(["::1", "::", "0.0.0.0", "localhost"])("works on %s", async (host) => {
    const sandbox = await start({ host });
    const alice = await sandbox.user("alice").joinVoice(channel);
    const bob = await sandbox.user("bob").joinVoice(channel);
    const frames = sweepFrames(5);
    await alice.speak(frames, { intervalMs: 0 });
    expect((await bob.waitForFrames(5)).map(({ opus }) => opus)).toEqual(frames);
  });

  it("says so when its port is in use, and works once it is free", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, "127.0.0.1", resolve);
    });
    const { port } = other.address() as AddressInfo;
    const sandbox = await start({ voice: { port } });
    await expect(sandbox.user("alice").joinVoice(channel)).rejects.toThrow(new RegExp(`port ${port}.*is in use`));
    await new Promise((resolve) => {
      other.close(resolve);
    });
    await sandbox.user("alice").joinVoice(channel);
    const { endpoint } = (await toldAnew(sandbox)) as { endpoint: string };
    expect(endpoint).toBe(`127.0.0.1:${port}`);
  });

  it("rejects what is waited for, and stops what is said, when the sandbox closes or the member leaves", async () => {
    const sandbox = await createSandbox();
    const alice = await sandbox.user("alice").joinVoice(channel);
    const bob = await sandbox.user("bob").joinVoice(channel);
    const speaking = alice.speak(sweepFrames(200));
    const waiting = bob.waitForFrames(10_000, { timeoutMs: 60_000 });
    await bob.waitForFrames(3);
    await bob.leave();
    await expect(waiting).rejects.toThrow(/in no voice channel any more/);
    await expect(bob.whenReady(60_000)).rejects.toThrow(/in no voice channel any more/);
    await sandbox.close();
    expect(await speaking).toBeLessThan(200);
  });

  it.each(Array.from({ length: 8 }, (_, ms) => ms * 4))("can be closed %i ms into a join", async (ms) => {
    const sandbox = await createSandbox();
    const joining = Promise.allSettled(["alice", "bob"].map(async (name) => sandbox.user(name).joinVoice(channel)));
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    await sandbox.close();
    expect((await joining).map(({ status }) => status)).toHaveLength(2);
  });

  it("refuses options that make no sense, by name", async () => {
    const voice = { port: -1, heartbeatIntervalMs: 0, modes: [], daveVersion: 2, typo: 1 };
    await expect(createSandbox({ voice: voice as never })).rejects.toThrow(
      /voice\.typo is unknown.*voice\.port must be a whole number from 0 to 65535 \(was -1\).*voice\.heartbeatIntervalMs.*voice\.daveVersion.*voice\.modes/,
    );
  });
});

/** The place that somebody is told who joins next. */
async function toldAnew(sandbox: Awaited<ReturnType<typeof createSandbox>>): Promise<object> {
  const told = sandbox.waitForEvent("VOICE_SERVER_UPDATE");
  await sandbox.user("bob").joinVoice(channel);
  return (await told).d;
}
