import type { Contents } from "../contents.ts";
import type { VoiceChannelInfo } from "../entities.ts";
import type { EventHandlers } from "./event-handler.ts";

export type ChannelEvent =
  | "CHANNEL_CREATE"
  | "CHANNEL_UPDATE"
  | "CHANNEL_DELETE"
  | "CHANNEL_PINS_UPDATE"
  | "CHANNEL_INFO"
  | "VOICE_CHANNEL_STATUS_UPDATE"
  | "VOICE_CHANNEL_START_TIME_UPDATE";

/** Channels that are no threads, and what is shown of voice channels. */
export const channelEvents: EventHandlers<ChannelEvent> = {
  CHANNEL_CREATE(contents, channel) {
    const previous = contents.channels.peek(channel.id);
    contents.setChannel(channel);
    return previous;
  },

  CHANNEL_UPDATE(contents, channel) {
    const previous = contents.channels.peek(channel.id);
    contents.setChannel(channel);
    return previous;
  },

  CHANNEL_DELETE(contents, { id, guild_id: guildId }) {
    return contents.removeChannel(id, guildId);
  },

  CHANNEL_PINS_UPDATE(contents, { channel_id: id, last_pin_timestamp: lastPin }) {
    const change = lastPin === undefined ? {} : { last_pin_timestamp: lastPin };
    const channel = contents.channels.peek(id);
    if (channel !== undefined) {
      contents.setChannel({ ...channel, ...change });
      return channel;
    }
    const thread = contents.threads.peek(id);
    if (thread !== undefined) contents.setThread({ ...thread, ...change });
    return thread;
  },

  CHANNEL_INFO(contents, { channels }) {
    for (const info of channels) contents.channels.setVoiceInfo(info.id, info);
    return undefined;
  },

  VOICE_CHANNEL_STATUS_UPDATE(contents, { id, status }) {
    return changeVoiceInfo(contents, { id, status });
  },

  VOICE_CHANNEL_START_TIME_UPDATE(contents, { id, voice_start_time: startTime }) {
    return changeVoiceInfo(contents, { id, voice_start_time: startTime ?? null });
  },
};

function changeVoiceInfo(contents: Contents, change: VoiceChannelInfo): VoiceChannelInfo | undefined {
  const previous = contents.channels.voiceInfo(change.id);
  contents.channels.setVoiceInfo(change.id, { ...previous, ...change });
  return previous;
}
