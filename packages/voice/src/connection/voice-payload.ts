import { voiceOpcode } from "./opcodes.ts";
import type { VoiceCredentials } from "./voice-events.ts";

/** The version of DAVE that this package speaks. */
const maxDaveVersion = 1;

/** @see {@link https://docs.discord.com/developers/topics/voice-connections#establishing-a-voice-websocket-connection | Discord Docs/Identify} */
export function identifyText(guildId: string, userId: string, { membership, server }: VoiceCredentials): string {
  return text(voiceOpcode.identify, {
    server_id: guildId,
    user_id: userId,
    session_id: membership.sessionId,
    token: server.token,
    max_dave_protocol_version: maxDaveVersion,
  });
}

/** @param sequence - Of the last numbered message; `-1` before the first. */
export function resumeText(guildId: string, { membership, server }: VoiceCredentials, sequence: number): string {
  return text(voiceOpcode.resume, {
    server_id: guildId,
    session_id: membership.sessionId,
    token: server.token,
    seq_ack: sequence,
  });
}

/** @param sequence - Of the last numbered message; `-1` before the first. */
export function heartbeatText(nonce: number, sequence: number): string {
  return text(voiceOpcode.heartbeat, { t: nonce, seq_ack: sequence });
}

export function selectProtocolText(address: string, port: number, mode: string): string {
  return text(voiceOpcode.selectProtocol, { protocol: "udp", data: { address, port, mode } });
}

export function speakingText(flags: number, ssrc: number): string {
  return text(voiceOpcode.speaking, { speaking: flags, delay: 0, ssrc });
}

export function transitionReadyText(transitionId: number): string {
  return text(voiceOpcode.daveTransitionReady, { transition_id: transitionId });
}

export function invalidCommitWelcomeText(transitionId: number): string {
  return text(voiceOpcode.daveInvalidCommitWelcome, { transition_id: transitionId });
}

export function keyPackageBytes(keyPackage: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(voiceOpcode.daveKeyPackage), keyPackage]);
}

/** The commit, and behind it the welcome for those it adds. */
export function commitWelcomeBytes(commit: Uint8Array, welcome: Uint8Array | undefined): Buffer {
  const parts = [Buffer.of(voiceOpcode.daveCommitWelcome), commit];
  return Buffer.concat(welcome === undefined ? parts : [...parts, welcome]);
}

function text(op: number, d: unknown): string {
  return JSON.stringify({ op, d });
}
