import {
  ButtonBuilder,
  type Client,
  defineComponent,
  defineSlashCommand,
  MessageBuilder,
  option,
} from "@zignal/client";
import type { AudioPlayer, AudioTrack } from "@zignal/voice";
import { render, tunes } from "./tunes.ts";
import { joinUsersChannel } from "./users-channel.ts";

/** The custom id of the buttons carries what they do. */
const control = "music:{action}";

/** What is played and what waits, with buttons. @param opening - What has just been asked for. */
function panel(player: AudioPlayer, opening = ""): MessageBuilder {
  const { current, queue, state } = player;
  if (state === "idle") return new MessageBuilder().content("⏹️ Nothing is playing.").setComponents([]);
  const waiting = queue.map((track, index) => `\n${index + 1}. ${titleOf(track)}`).join("");
  const title = current === undefined ? opening : titleOf(current);
  return new MessageBuilder()
    .content(`${state === "paused" ? "⏸️" : "🎵"} ${title}${waiting}`)
    .addRow(button("pause", state === "paused" ? "Resume" : "Pause"), button("skip", "Skip"), button("stop", "Stop"));
}

function titleOf({ data }: AudioTrack): string {
  return typeof data === "string" ? data : "?";
}

function button(action: string, label: string): ButtonBuilder {
  return new ButtonBuilder().customId(control.replace("{action}", action)).label(label).style("secondary");
}

/** `/play`: plays a tune of the bar's, or whatever lies behind a URL, in the user's voice channel; the next ones queue up. */
export function registerMusic(client: Client): void {
  const play = defineSlashCommand({
    name: "play",
    description: "Plays something in your voice channel",
    options: {
      tune: option.string({ description: "A tune of the bar's", choices: Object.keys(tunes) }),
      url: option.string({ description: "Or the address of an audio file" }),
    },
    async execute(ctx) {
      const { tune = "Coffee waltz", url } = ctx.options;
      const title = url ?? tune;
      await ctx.defer();
      const connection = await joinUsersChannel(client, ctx);
      if (connection === undefined) {
        await ctx.editReply("Join a voice channel first, then I come and play there.");
        return;
      }
      const { player } = connection;
      player.enqueue(url ?? render(tunes[tune] ?? []), { data: title, ...(url === undefined ? { pcm: {} } : {}) });
      await ctx.editReply(panel(player, title));
    },
  });

  const buttons = defineComponent({
    customId: control,
    async execute(ctx) {
      const player = client.voice.getConnection(ctx.guildId ?? "")?.player;
      if (player === undefined) {
        await ctx.update({ content: "The music is over.", components: [] });
        return;
      }
      if (ctx.params.action === "pause" && !player.pause()) player.resume();
      if (ctx.params.action === "skip") player.skip();
      if (ctx.params.action === "stop") player.stop();
      await ctx.update(panel(player));
    },
  });

  client.interactions.registerSlashCommand(play);
  client.interactions.registerComponentHandler(buttons);
}
