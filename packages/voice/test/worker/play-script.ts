import type { VoiceConnection } from "../../src/index.ts";
import { voiceWorker } from "../../src/index.ts";

/** What the test asks for. */
export type Request = { readonly play: Uint8Array } | "stats" | "crash";

/** Joins where it is told to, plays what it is sent, and tells its figures. */
await voiceWorker(
  (manager, { data, port }) => {
    if (data === "fail") throw new Error("no such file");
    let connection: VoiceConnection | undefined;
    const answer = async (request: Request): Promise<unknown> => {
      if (request === "crash") {
        setImmediate(() => process.exit(3));
        return "crashing";
      }
      connection ??= await manager.joinVoiceChannel(data as { guildId: string; channelId: string });
      if (request === "stats") return connection.player.getStats();
      await connection.playAudio(request.play);
      return "playing";
    };
    port.on("message", (request: Request) => {
      answer(request).then(
        (value) => port.postMessage(value),
        (error: Error) => port.postMessage(error.message),
      );
    });
  },
  { endpointScheme: "ws", player: { codec: "opusscript" } },
);
