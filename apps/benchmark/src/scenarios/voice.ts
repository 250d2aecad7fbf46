import type { LeftOut, Metric, Scenario, Size } from "../harness/scenario.ts";
import { runServer } from "../processes/run-server.ts";
import { runSubject } from "../processes/run-subject.ts";
import type { VoiceTarget } from "../subjects/voice-subject.ts";
import type { VoiceSubjectName } from "../subjects/voice-subjects.ts";

const all: VoiceSubjectName[] = ["bare loop", "zignal", "@discordjs/voice"];

const sendMetrics: Metric[] = [
  { key: "cpuUs", label: "CPU per packet, µs", digits: 1, comparedWithFloor: true },
  { key: "cpuPerStream", label: "CPU per stream, % of a core", digits: 3 },
  { key: "deviationP50Ms", label: "off schedule p50, ms", digits: 2 },
  { key: "deviationP99Ms", label: "off schedule p99, ms", digits: 2 },
  { key: "lost", label: "frames lost", digits: 0 },
  { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
];

const sendWork = ({ quick }: Size): Record<string, number> => ({ streams: 50, frames: quick ? 150 : 1000 });

interface SendScenario {
  name: string;
  mode: VoiceTarget["mode"];
  floor: string;
  subjects: readonly VoiceSubjectName[];
  leftOut?: readonly LeftOut[];
}

function sendScenario({ name, mode, floor, subjects, leftOut }: SendScenario): Scenario {
  return {
    name,
    summary:
      `50 connections play an Ogg/Opus file each, at 20 ms a frame, with ${mode} and without DAVE. The floor is ${floor}, ` +
      "one UDP socket a stream and one timer. Off schedule: behind the earliest 20 ms grid that the stream's own packets allow.",
    floor: "bare loop",
    subjects,
    ...(leftOut === undefined ? {} : { leftOut }),
    metrics: sendMetrics,
    rounds: ({ quick }) => (quick ? 2 : 5),
    parameters: sendWork,
    prepare: async (size) => {
      const server = await runServer({ server: "voice", options: { mode } });
      const options = { port: server.port, mode, ...sendWork(size) };
      return {
        run: (subject, profile) => runSubject({ workload: "voice-send", subject, options, profile }),
        close: () => server.close(),
      };
    },
  };
}

/** What a stream costs, and how punctual it is. */
export const voiceSend: Scenario = sendScenario({
  name: "voice-send",
  mode: "aead_aes256_gcm_rtpsize",
  floor: "a loop with node:crypto",
  subjects: all,
});

/** The same with the other encryption. */
export const voiceSendXChaCha: Scenario = sendScenario({
  name: "voice-send-xchacha",
  mode: "aead_xchacha20_poly1305_rtpsize",
  floor: "a loop with sodium-native",
  subjects: ["bare loop", "zignal"],
  leftOut: [
    {
      name: "@discordjs/voice",
      reason: "0.19.2 throws ERR_OUT_OF_RANGE on its first packet where sodium-native 5 is installed.",
    },
  ],
});

const receiveWork = ({ quick }: Size): Record<string, number> => ({ speakers: 50, frames: quick ? 150 : 1000 });

/** What a packet costs that is heard. */
export const voiceReceive: Scenario = {
  name: "voice-receive",
  summary:
    "50 users speak at once to one connection that hears each of them as Opus, with aead_aes256_gcm_rtpsize and without DAVE. " +
    "The floor decrypts with node:crypto and does nothing else: no order, no users.",
  floor: "bare loop",
  subjects: all,
  metrics: [
    { key: "cpuUs", label: "CPU per packet, µs", digits: 1, comparedWithFloor: true },
    { key: "lost", label: "frames lost", digits: 0 },
    { key: "peakMemoryMiB", label: "peak memory, MiB", digits: 0 },
  ],
  rounds: ({ quick }) => (quick ? 2 : 5),
  parameters: receiveWork,
  prepare: async (size) => {
    const mode = "aead_aes256_gcm_rtpsize";
    const server = await runServer({ server: "voice", options: { mode } });
    const options = { port: server.port, mode, ...receiveWork(size) };
    return {
      run: (subject, profile) => runSubject({ workload: "voice-receive", subject, options, profile }),
      close: () => server.close(),
    };
  },
};
