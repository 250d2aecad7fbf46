import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../../src/index.ts";

export type PeerRequest = { id: number } & (
  | { action: "login"; api: string; token: string }
  | { action: "join"; guildId: string; channelId: string }
  | { action: "play"; ogg: string }
  | { action: "heard" | "state" | "leave" | "close" }
);

export interface PeerAnswer {
  id: number;
  value?: unknown;
  error?: string;
}

type Ask = PeerRequest extends infer Request ? (Request extends { id: number } ? Omit<Request, "id"> : never) : never;

/** discord.js with @discordjs/voice, as installed, in a process that trusts the sandbox's certificate. */
export class DiscordJsVoice {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;
  readonly userId: string;
  readonly #folder: string;

  private constructor(child: ChildProcess, userId: string, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.userId = userId;
    child.on("message", ({ id, value, error }: PeerAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    child.on("exit", (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the peer ended with ${code}`));
    });
  }

  /** Logs a bot in. @param bot - The sandbox's own when left out. */
  static async start(sandbox: Sandbox, bot: { token: string; botId: string } = sandbox): Promise<DiscordJsVoice> {
    const folder = await mkdtemp(join(tmpdir(), "zignal-voice-"));
    const certificate = join(folder, "ca.pem");
    await writeFile(certificate, await sandbox.voiceCertificate());
    const child = fork(new URL("discordjs-voice-peer.ts", import.meta.url), {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate, NODE_OPTIONS: "" },
      execArgv: ["--import", new URL("without-sodium.ts", import.meta.url).href],
    });
    const peer = new DiscordJsVoice(child, bot.botId, folder);
    await peer.ask({ action: "login", api: sandbox.restUrl.replace("/v10", ""), token: bot.token });
    return peer;
  }

  async join(guildId: string, channelId: string): Promise<void> {
    await this.ask({ action: "join", guildId, channelId });
  }

  async play(ogg: Buffer): Promise<void> {
    await this.ask({ action: "play", ogg: ogg.toString("base64") });
  }

  /** Opus frames by user, in the order in which they came out. */
  async heard(userId: string): Promise<Buffer[]> {
    const all = (await this.ask({ action: "heard" })) as { userId: string; opus: string }[];
    return all.filter((frame) => frame.userId === userId).map(({ opus }) => Buffer.from(opus, "base64"));
  }

  async state(): Promise<{ status: string; log: string[] }> {
    return (await this.ask({ action: "state" })) as { status: string; log: string[] };
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    await this.ask({ action: "close" }).catch(() => this.#child.kill());
    await ended;
  }

  async ask(request: Ask): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ...request });
    });
  }
}

/** A second bot in the guild. */
export function secondBot(sandbox: Sandbox, name: string): { token: string; botId: string } {
  const { world, guildId } = sandbox;
  const ownerId = sandbox.users["alice"] ?? "";
  const { token, botId } = world.applications.create({ name, ownerId });
  world.joinGuild(guildId, botId);
  const role = world.roles.list(guildId).find(({ tags }) => tags?.bot_id === botId);
  if (role !== undefined) world.roles.update(guildId, role.id, { permissions: "8" });
  return { token, botId };
}
