import { createRequire } from "node:module";
import { connect } from "node:net";
import type { NetConnectOpts } from "node:net";
import { Readable } from "node:stream";
import {
  createAudioPlayer,
  createAudioResource,
  entersState,
  joinVoiceChannel,
  StreamType,
  VoiceConnectionStatus,
} from "@discordjs/voice";
import type { VoiceSubjectConnection, VoiceTarget } from "../voice-subject.ts";
import { botId, channelId, guildIdOf } from "../voice-subject.ts";

/**
 * The library opens `wss://` only. Its handshake goes over a plain socket here: what is measured goes over UDP.
 */
function useNoTls(): void {
  const tls = createRequire(import.meta.url)("node:tls") as { connect: (options: NetConnectOpts) => unknown };
  tls.connect = (options) => connect(options);
}

/** discord.js' voice package. */
export async function connectDiscordJsVoice({ port }: VoiceTarget, index: number): Promise<VoiceSubjectConnection> {
  if (index === 0) useNoTls();
  const guildId = guildIdOf(index);
  const connection = joinVoiceChannel({
    guildId,
    channelId,
    selfDeaf: false,
    adapterCreator: (methods) => ({
      sendPayload: () => {
        const state = { guild_id: guildId, channel_id: channelId, user_id: botId, session_id: "session" };
        queueMicrotask(() => {
          methods.onVoiceStateUpdate(state as never);
          methods.onVoiceServerUpdate({ guild_id: guildId, token: "token", endpoint: `127.0.0.1:${port}` });
        });
        return true;
      },
      destroy: () => undefined,
    }),
  });
  await entersState(connection, VoiceConnectionStatus.Ready, 20_000);
  return {
    play: (ogg) => {
      const player = createAudioPlayer();
      connection.subscribe(player);
      player.play(createAudioResource(Readable.from([ogg]), { inputType: StreamType.OggOpus }));
    },
    listen: (userIds, onFrame) => {
      for (const userId of userIds) connection.receiver.subscribe(userId).on("data", onFrame);
    },
  };
}
