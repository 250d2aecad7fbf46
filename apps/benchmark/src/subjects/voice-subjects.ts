import type { ConnectVoiceSubject } from "./voice-subject.ts";

/** Names of the libraries. */
export type VoiceSubjectName = "bare loop" | "zignal" | "@discordjs/voice";

/** To add one: a file in `voice/`, its name above and its line here. */
const subjects: Record<VoiceSubjectName, () => Promise<ConnectVoiceSubject>> = {
  "bare loop": async () => (await import("./voice/bare-loop.ts")).connectBareLoop,
  zignal: async () => (await import("./voice/zignal.ts")).connectZignal,
  "@discordjs/voice": async () => (await import("./voice/discordjs-voice.ts")).connectDiscordJsVoice,
};

/** Loads one library, and only that. */
export async function loadVoiceSubject(name: string): Promise<ConnectVoiceSubject> {
  return await subjects[name as VoiceSubjectName]();
}
