import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { userIdOf } from "../servers/voice-server.ts";
import type { VoiceTarget } from "../subjects/voice-subject.ts";
import { loadVoiceSubject } from "../subjects/voice-subjects.ts";

export interface VoiceReceiveOptions extends VoiceTarget {
  speakers: number;
  /** Frames of each speaker: 50 a second. */
  frames: number;
}

const settleMs = 800;

/** Hears many users speak at once, over one connection, as Opus. */
export async function voiceReceive(
  subject: string,
  options: Record<string, unknown>,
  watch: Stopwatch,
): Promise<Sample> {
  const { port, mode, speakers, frames } = options as unknown as VoiceReceiveOptions;
  await fetch(`http://127.0.0.1:${port}/reset`);
  const connect = await loadVoiceSubject(subject);
  const connection = await connect({ port, mode }, 0);
  let heard = 0;
  connection.listen(
    Array.from({ length: speakers }, (_, speaker) => userIdOf(speaker)),
    () => {
      heard += 1;
    },
  );
  await watch.start();
  await fetch(`http://127.0.0.1:${port}/speak?speakers=${speakers}&frames=${frames}`);
  await new Promise((resolve) => {
    setTimeout(resolve, frames * 20 + settleMs);
  });
  const usage = await watch.stop();
  return {
    cpuUs: (usage.cpuMs * 1000) / (frames * speakers),
    lost: frames * speakers - heard,
    peakMemoryMiB: usage.peakMemoryMiB,
  };
}
