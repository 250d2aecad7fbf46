import type { GatewayDispatchPayload } from "@zignal/types";

/** Opcode 4 of the main gateway. @see {@link https://docs.discord.com/developers/events/gateway-events#update-voice-state | Discord Docs/Update Voice State} */
export interface VoiceStatePayload {
  op: 4;
  d: { guild_id: string; channel_id: string | null; self_mute: boolean; self_deaf: boolean };
}

type DispatchListener = (payload: GatewayDispatchPayload, shardId: number) => void;

/**
 * What voice asks of the main gateway: `Gateway` of `@zignal/gateway` fits. It must deliver READY, VOICE_STATE_UPDATE
 * and VOICE_SERVER_UPDATE, so the intent `guildVoiceStates` is needed, and both events have to be `wanted`.
 */
export interface VoiceGateway {
  /** All shards of the bot, in all processes; 0 before it is connected. */
  readonly shardCount: number;
  /** Sends once the shard is ready; rejects when it will not be. */
  send(shardId: number, payload: VoiceStatePayload): Promise<void>;
  on(event: "dispatch", listener: DispatchListener): unknown;
  off(event: "dispatch", listener: DispatchListener): unknown;
}
