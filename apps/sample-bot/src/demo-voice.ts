import type { HeardFrame, Sandbox, SeenMessage, VoiceMember } from "@zignal/sandbox";
import { expectText, type Script } from "./script.ts";
import type { Transcript } from "./transcript.ts";
import { render, tunes } from "./tunes.ts";

const channel = "general";
const voiceChannel = "Voice Lounge";

/** Fifty frames are a second; each of the bar's tunes has two. */
const framesPerTune = 100;

/** Alice and Bob sit down in voice, encrypted end to end: they hear music, and are recorded. */
export async function runVoiceDemo(sandbox: Sandbox, transcript: Transcript, script: Script): Promise<void> {
  const alice = sandbox.user("alice");
  transcript.heading("Alice wants music, in a voice channel");
  const ear = await alice.joinVoice(voiceChannel);
  transcript.did("alice", `sits down in ${voiceChannel}`);
  await script.step(
    "the bot came, and every frame of both tunes was heard, in order and encrypted end to end",
    async () => {
      transcript.did("alice", "/play tune: Coffee waltz");
      const { message } = await alice.runCommand("play", { tune: "Coffee waltz" }, { channel });
      expectText(message.content, "🎵 Coffee waltz");
      transcript.did("alice", "/play tune: Last orders");
      await alice.runCommand("play", { tune: "Last orders" }, { channel });
      const heard = await ear.waitForFrames(2 * framesPerTune, { from: sandbox.botId, timeoutMs: 20_000 });
      transcript.did("alice", `hears ${heard.length} frames; privacy code ${inGroups(ear.privacyCode)}`);
      expectInOrder(heard);
    },
    { disturbed: true },
  );
  await script.step("the buttons paused and stopped the music", async () => {
    const { message } = await alice.runCommand("play", { tune: "Coffee waltz" }, { channel });
    transcript.did("alice", "presses [ Pause ], then [ Stop ]");
    const paused = await alice.clickButton(message, "Pause");
    expectText(paused.message.content, "⏸️ Coffee waltz");
    const stopped = await alice.clickButton(message, "Stop");
    expectText(stopped.message.content, "⏹️ Nothing is playing.");
  });

  const bob = await sandbox.user("bob").joinVoice(voiceChannel);
  await script.step(
    "what was said came back as a file",
    async () => {
      transcript.did("alice", "/record seconds: 2");
      const recorded = waitForEdit(sandbox, /^Recorded \d\.\d s\.$/);
      await alice.runCommand("record", { seconds: 2 }, { channel });
      await say(bob, "Last orders");
      transcript.did("bob", "sings Last orders");
      const message = await recorded;
      expectText(message.attachments[0]?.filename, "recording.ogg");
    },
    { disturbed: true },
  );
  await Promise.all([ear.leave(), bob.leave()]);
}

/** The bot's message, once it says what is awaited. */
async function waitForEdit(sandbox: Sandbox, content: RegExp): Promise<SeenMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<SeenMessage>();
  const timer = setTimeout(() => reject(new Error(`no message became ${content} within 15 s`)), 15_000);
  const stop = sandbox.observe(({ t, d }) => {
    if (t !== "MESSAGE_UPDATE" || !("id" in d) || !("channel_id" in d)) return;
    if (!("content" in d) || !content.test(String(d.content))) return;
    resolve(sandbox.user("alice").read({ id: String(d.id), channel_id: String(d.channel_id) }));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

async function say(member: VoiceMember, tune: string): Promise<void> {
  await member.speak({ pcm: render(tunes[tune] ?? []) });
}

function expectInOrder(heard: readonly HeardFrame[]): void {
  const music = heard.filter(({ encrypted }) => encrypted);
  if (music.length !== heard.length) throw new Error(`${heard.length - music.length} frames came unencrypted`);
  const [first] = heard;
  const wrong = heard.findIndex(({ sequence }, index) => sequence !== (((first?.sequence ?? 0) + index) & 0xffff));
  if (wrong !== -1) throw new Error(`frame ${wrong} is missing or out of order`);
}

function inGroups(code: string): string {
  return code.replace(/.{5}(?=.)/g, "$& ");
}
