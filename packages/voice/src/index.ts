export type { VoicePacket } from "./connection/voice-packet.ts";
