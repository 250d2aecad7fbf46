import assert from "node:assert/strict";
import { loadOpusCodec, VoiceManager, voiceCloseCodes } from "@zignal/voice";

assert.equal(voiceCloseCodes[4017].action, "fatal");

// A channel that answers nothing: the join ends naming its step, and lets the process end. Loads DAVE on the way.
const asked = [];
const gateway = {
  shardCount: 1,
  send: async (_shardId, payload) => void asked.push(payload.d.channel_id),
  on: () => undefined,
  off: () => undefined,
};
const voice = new VoiceManager({ gateway, userId: "3" });
const join = voice.joinVoiceChannel({ guildId: "1", channelId: "2", timeoutMs: 50 });
await assert.rejects(join, { name: "VoiceError", message: /"signalling"/ });
assert.deepEqual(asked, ["2", null]);
await voice.close();

// The codec that comes along works.
const codec = loadOpusCodec();
const encoder = codec.createEncoder();
const decoder = codec.createDecoder();
assert.equal(decoder.decode(encoder.encode(new Int16Array(1920))).length, 1920);
encoder.close();
decoder.close();
