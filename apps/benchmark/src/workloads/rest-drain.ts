import type { Sample } from "../harness/scenario.ts";
import type { Stopwatch } from "../processes/subject-process.ts";
import { openRestSubject } from "../subjects/rest-subjects.ts";

/** How many messages are handed over at once, and what the fastest lawful client would need. */
export interface RestDrainOptions {
  port: number;
  channels: number;
  messagesPerChannel: number;
  /** Time in which the limits allow all of them, in milliseconds. */
  idealMs: number;
}

/** Hands over more messages than the limits allow, all at once, and waits for the last. */
export async function restDrain(subject: string, options: Record<string, unknown>, watch: Stopwatch): Promise<Sample> {
  const { port, channels, messagesPerChannel, idealMs } = options as unknown as RestDrainOptions;
  const rest = await openRestSubject(subject, { port, concurrency: channels, unlimited: false });
  const control = `http://127.0.0.1:${port}/control`;
  await fetch(`${control}/reset`, { method: "POST" });
  let failed = 0;
  await watch.start();
  const sent: Promise<unknown>[] = [];
  for (let round = 0; round < messagesPerChannel; round++) {
    for (let channel = 0; channel < channels; channel++) {
      const channelId = String(1_456_000_000_000_000_000n + BigInt(channel) * 4_194_304n);
      sent.push(rest.createMessage(channelId, `message ${round}`).catch(() => (failed += 1)));
    }
  }
  await Promise.all(sent);
  const { wallMs, cpuMs } = await watch.stop();
  const { refused, needless } = (await (await fetch(`${control}/counts`)).json()) as {
    refused: number;
    needless: number;
  };
  return { wallMs, toIdeal: wallMs / idealMs, refused, needless, failed, cpuUs: (cpuMs * 1000) / sent.length };
}
