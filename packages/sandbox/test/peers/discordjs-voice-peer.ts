// Runs in a process of its own, because @discordjs/voice insists on TLS and node reads NODE_EXTRA_CA_CERTS only at its start.
import { Readable } from "node:stream";
import {
  AudioPlayerStatus,
  createAudioPlayer,
  createAudioResource,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  NoSubscriberBehavior,
  StreamType,
  VoiceConnectionStatus,
} from "@discordjs/voice";
import type { VoiceConnection } from "@discordjs/voice";
import { Client, GatewayIntentBits } from "discord.js";
import type { PeerAnswer, PeerRequest } from "./discordjs-voice.ts";

const heard: { userId: string; opus: string }[] = [];
const log: string[] = [];
let client: Client | undefined;
let connection: VoiceConnection | undefined;

async function perform(request: PeerRequest): Promise<unknown> {
  switch (request.action) {
    case "login": {
      client = new Client({
        intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
        rest: { api: request.api },
      });
      const ready = new Promise((resolve) => client?.once("clientReady", resolve));
      await client.login(request.token);
      await ready;
      return undefined;
    }
    case "join": {
      const guild = await client?.guilds.fetch(request.guildId);
      if (guild === undefined) throw new Error("log in first");
      connection = joinVoiceChannel({
        guildId: guild.id,
        channelId: request.channelId,
        adapterCreator: guild.voiceAdapterCreator,
        selfDeaf: false,
        debug: true,
      });
      connection.on("debug", (text) => log.push(text));
      connection.on("error", (error) => log.push(`error ${error.message}`));
      connection.receiver.speaking.on("start", (userId) => listen(userId));
      await entersState(connection, VoiceConnectionStatus.Ready, 10_000);
      return undefined;
    }
    case "play": {
      const player = createAudioPlayer({ behaviors: { noSubscriber: NoSubscriberBehavior.Play } });
      const problems: string[] = [];
      player.on("error", (error) => problems.push(error.message));
      connection?.subscribe(player);
      const source = Readable.from([Buffer.from(request.ogg, "base64")], { objectMode: false });
      player.play(createAudioResource(source, { inputType: StreamType.OggOpus }));
      await entersState(player, AudioPlayerStatus.Playing, 5000);
      await entersState(player, AudioPlayerStatus.Idle, 60_000);
      if (problems.length > 0) throw new Error(problems.join("; "));
      return undefined;
    }
    case "heard":
      return heard;
    case "state":
      return { status: connection?.state.status, log };
    case "leave":
      connection?.destroy();
      return undefined;
    case "close":
      connection?.destroy();
      await client?.destroy();
      setImmediate(() => process.disconnect());
      return undefined;
    default:
      throw new Error("unknown action");
  }
}

function listen(userId: string): void {
  if (connection?.receiver.subscriptions.has(userId) !== false) return;
  const stream = connection.receiver.subscribe(userId, { end: { behavior: EndBehaviorType.Manual } });
  stream.on("data", (opus: Buffer) => heard.push({ userId, opus: opus.toString("base64") }));
  stream.on("error", (error) => log.push(`stream error ${error.message}`));
}

process.on("message", (request: PeerRequest) => {
  const answer = (reply: Omit<PeerAnswer, "id">): void => void process.send?.({ id: request.id, ...reply });
  perform(request).then(
    (value) => answer({ value }),
    (error: Error) => answer({ error: `${error.message}\n${log.slice(-20).join("\n")}` }),
  );
});
