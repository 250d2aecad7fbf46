import { EventEmitter } from "node:events";
import { VoiceManager } from "@zignal/voice";
import type { VoiceSubjectConnection, VoiceTarget } from "../voice-subject.ts";
import { botId, channelId, guildIdOf } from "../voice-subject.ts";

let manager: VoiceManager | undefined;

/** Ours, over a main gateway that answers at once. */
export async function connectZignal({ port }: VoiceTarget, index: number): Promise<VoiceSubjectConnection> {
  manager ??= new VoiceManager({ gateway: instantGateway(port), userId: botId, endpointScheme: "ws" });
  const connection = await manager.joinVoiceChannel({ guildId: guildIdOf(index), channelId });
  return {
    play: (ogg) => void connection.playAudio(ogg),
    listen: (userIds, onFrame) => {
      for (const userId of userIds) connection.receiver.subscribe(userId).on("data", onFrame);
    },
  };
}

type Gateway = ConstructorParameters<typeof VoiceManager>[0]["gateway"];

function instantGateway(port: number): Gateway {
  const events = new EventEmitter();
  return {
    shardCount: 1,
    send: async (_shardId, { d }) => {
      const { guild_id, channel_id } = d;
      events.emit("dispatch", {
        t: "VOICE_STATE_UPDATE",
        d: { guild_id, channel_id, user_id: botId, session_id: "session" },
      });
      events.emit("dispatch", {
        t: "VOICE_SERVER_UPDATE",
        d: { guild_id, token: "token", endpoint: `127.0.0.1:${port}` },
      });
    },
    on: (event, listener) => events.on(event, listener),
    off: (event, listener) => events.off(event, listener),
  };
}
