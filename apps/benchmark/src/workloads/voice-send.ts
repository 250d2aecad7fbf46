import { Socket } from "node:dgram";
import { OggOpusWriter } from "@zignal/voice";
import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import type { VoiceTarget } from "../subjects/voice-subject.ts";
import { loadVoiceSubject } from "../subjects/voice-subjects.ts";

export interface VoiceSendOptions extends VoiceTarget {
  streams: number;
  /** Frames that each stream plays: 50 a second. */
  frames: number;
}

/** What a library adds in the end: silence, and what was left in sockets. */
const settleMs = 400;

/** Plays the same file over many connections at once, each with its own player. */
export async function voiceSend(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { port, mode, streams, frames } = options as unknown as VoiceSendOptions;
  await fetch(`http://127.0.0.1:${port}/reset`);
  const connect = await loadVoiceSubject(subject);
  const connections = [];
  for (let index = 0; index < streams; index++) connections.push(await connect({ port, mode }, index));
  const file = oggFile(frames);
  const sends = recordSends();
  await watch.start();
  for (const connection of connections) connection.play(file);
  await new Promise((resolve) => {
    setTimeout(resolve, frames * 20 + settleMs);
  });
  const usage = await watch.stop();
  const deviations = deviationsOf(sends);
  return {
    cpuPerStream: (usage.cpuMs / (frames * 20) / streams) * 100,
    cpuUs: (usage.cpuMs * 1000) / (frames * streams),
    deviationP50Ms: deviations[Math.floor(deviations.length * 0.5)] ?? 0,
    deviationP99Ms: deviations[Math.floor(deviations.length * 0.99)] ?? 0,
    lost: streams * frames - deviations.length,
    peakMemoryMiB: usage.peakMemoryMiB,
  };
}

/** Frames of 240 bytes, which is 96 kbit/s. */
function oggFile(frames: number): Buffer {
  const writer = new OggOpusWriter({ serial: 1 });
  const parts = [writer.header()];
  for (let index = 0; index < frames; index++) {
    const frame = Buffer.alloc(240, index & 0xff);
    frame[0] = 0xfc;
    parts.push(writer.push(frame));
  }
  parts.push(writer.end());
  return Buffer.concat(parts);
}

/** When each socket was told to send a packet of audio; costs every library the same. */
function recordSends(): Map<Socket, number[]> {
  const sends = new Map<Socket, number[]>();
  const send = Reflect.get(Socket.prototype, "send") as (...args: unknown[]) => void;
  Socket.prototype.send = function (this: Socket, ...args: unknown[]): void {
    const [packet, , length] = args;
    const bytes = typeof length === "number" ? length : (packet as Buffer).length;
    if (bytes > 100) {
      const times = sends.get(this);
      if (times === undefined) sends.set(this, [performance.now()]);
      else times.push(performance.now());
    }
    send.apply(this, args);
  } as Socket["send"];
  return sends;
}

/** How far each packet was behind the earliest grid of 20 ms that its stream allows, sorted. */
function deviationsOf(sends: Map<Socket, number[]>): number[] {
  return [...sends.values()]
    .flatMap((times) => {
      const offsets = times.map((time, index) => time - index * 20);
      const earliest = Math.min(...offsets);
      return offsets.map((offset) => offset - earliest);
    })
    .toSorted((a, b) => a - b);
}
