import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { type Client, defineSlashCommand, MessageBuilder, option } from "@zignal/client";
import { joinUsersChannel } from "./users-channel.ts";

/** `/record`: everybody in the user's voice channel, as one Ogg file. Tell people before you use this for real. */
export function registerRecording(client: Client): void {
  const record = defineSlashCommand({
    name: "record",
    description: "Records what is said in your voice channel",
    options: {
      seconds: option.integer({ description: "For how long", minValue: 1, maxValue: 60 }),
    },
    async execute(ctx) {
      const { seconds = 10 } = ctx.options;
      await ctx.defer();
      const connection = await joinUsersChannel(client, ctx);
      if (connection === undefined) {
        await ctx.editReply("Join a voice channel first, then I come and listen.");
        return;
      }
      const { AudioRecorder } = await import("@zignal/voice");
      const file = new PassThrough();
      const content = buffer(file);
      const recorder = new AudioRecorder(connection.receiver, { mixed: file, comments: ["TITLE=At the coffee bar"] });
      await ctx.editReply(`🔴 Recording for ${seconds} s …`);
      await delay(seconds * 1000);
      const { durationMs } = await recorder.stop();
      await ctx.editReply(
        new MessageBuilder()
          .content(`Recorded ${(durationMs / 1000).toFixed(1)} s.`)
          .addFile("recording.ogg", await content),
      );
    },
  });
  client.interactions.registerSlashCommand(record);
}
