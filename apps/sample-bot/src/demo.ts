import type { Sandbox } from "@zignal/sandbox";
import { runVoiceDemo } from "./demo-voice.ts";
import { type DemoOutcome, expectText, Script } from "./script.ts";
import type { Transcript } from "./transcript.ts";

const channel = "bot-playground";
/** Limits are per channel: this one's has not been used up by the messages before. */
const otherChannel = "general";

/**
 * A scripted user talks with the bot: messages, a command with autocomplete, buttons, a select menu, a modal, reactions;
 * with a cut connection, a 429 and a 502 in the middle. Every step says what it expects, and whether it came.
 */
export async function runDemo(sandbox: Sandbox, transcript: Transcript): Promise<DemoOutcome> {
  const alice = sandbox.user("alice");
  const script = new Script(transcript);
  const stopObserving = writeBotMessages(sandbox, transcript);

  transcript.heading("Alice says hello");
  await script.step("the bot answered a message", async () => {
    transcript.did("alice", "!ping");
    const answer = await alice.expectReply(await alice.sendMessage(channel, "!ping"));
    expectText(answer.content, "Pong!");
  });
  await script.step("the bot sent an embed and a file", async () => {
    transcript.did("alice", "!menu");
    const answer = await alice.expectReply(await alice.sendMessage(channel, "!menu"));
    expectText(answer.embeds[0]?.title, "Menu");
    expectText(answer.attachments[0]?.filename, "menu.txt");
  });

  transcript.heading("Alice orders, with a slash command");
  await script.step("autocomplete offered what begins with the letters typed", async () => {
    transcript.did("alice", "/order drink: fla▏");
    const choices = await alice.autocomplete("order", "drink", "fla", { channel });
    const names = choices.map(({ name }) => String(name));
    transcript.did("Barista", `offers ${names.join(", ")}`);
    expectText(names[0], "Flat white");
  });
  const order = await script.step("the command's options arrived with their types", async () => {
    transcript.did("alice", "/order drink: Flat white  size: large  cups: 2");
    const { message } = await alice.runCommand("order", { drink: "Flat white", size: "large", cups: 2 }, { channel });
    expectText(message.embeds[0]?.title, "2 × large Flat white");
    return message;
  });
  if (order !== undefined) {
    await script.step("a select menu changed the message", async () => {
      transcript.did("alice", "picks [ Oat ] in the menu");
      const { message } = await alice.select(order, "order:milk", ["oat"]);
      expectField(message, "Milk", "Oat");
    });
    await script.step("a button opened a modal, and the modal's text arrived", async () => {
      transcript.did("alice", "presses [ Add a wish ]");
      const { modal } = await alice.clickButton(order, "Add a wish");
      transcript.did("Barista", `opens the modal "${modal.title}"`);
      transcript.did("alice", 'writes "extra hot" and submits');
      const { message } = await alice.submitModal(modal, { wish: "extra hot" });
      expectField(message, "Wish", "extra hot");
    });
  }

  transcript.heading("The connection is cut while Alice keeps talking");
  await script.step(
    "every message that was sent during the outage was answered, once and in order",
    async () => {
      const answered = collectAnswers(sandbox, /^Counted (\d+)$/);
      transcript.fault(`${sandbox.faults.cutGateway()} gateway connection cut, without a close frame`);
      let last = await alice.sendMessage(channel, "!count 1");
      for (let number = 2; number <= 5; number += 1) last = await alice.sendMessage(channel, `!count ${number}`);
      transcript.did("alice", "!count 1, !count 2, !count 3, !count 4, !count 5");
      await alice.expectReply(last, "Counted 5", { timeoutMs: 15_000 });
      expectText(answered().join(" "), "1 2 3 4 5");
    },
    { disturbed: true },
  );

  transcript.heading("Discord answers with a 429, then with a 502");
  const createMessage = { method: "POST", route: "/channels/{channel_id}/messages" };
  await script.step(
    "the rate-limited answer came, once",
    async () => {
      const answered = collectAnswers(sandbox, /^Counted (\d+)$/);
      sandbox.faults.rateLimitNext({ match: createMessage, retryAfterMs: 400 });
      transcript.fault("the next message is answered with 429, retry after 0.4 s");
      transcript.did("alice", "!count 6");
      await alice.expectReply(await alice.sendMessage(otherChannel, "!count 6"), "Counted 6", { timeoutMs: 15_000 });
      expectText(answered().join(" "), "6");
    },
    { disturbed: true },
  );
  await script.step(
    "the failed answer was repeated, and came once",
    async () => {
      const answered = collectAnswers(sandbox, /^Counted (\d+)$/);
      sandbox.faults.failNext(502, { match: createMessage });
      transcript.fault("the next message is answered with 502");
      transcript.did("alice", "!count 7");
      await alice.expectReply(await alice.sendMessage(otherChannel, "!count 7"), "Counted 7", { timeoutMs: 15_000 });
      expectText(answered().join(" "), "7");
    },
    { disturbed: true },
  );

  transcript.heading("Alice confirms, and says thanks");
  if (order !== undefined) {
    await script.step("the old message's button still worked", async () => {
      transcript.did("alice", "presses [ Confirm ]");
      const { message } = await alice.clickButton(order, "Confirm");
      expectText(message.content, "Order placed.");
    });
    await script.step("the bot answered a reaction with one of its own", async () => {
      transcript.did("alice", "reacts with ☕");
      const reacted = waitForBotReaction(sandbox, order.id);
      await alice.react(order, "☕");
      transcript.did("Barista", `reacts with ${await reacted}`);
    });
  }

  await runVoiceDemo(sandbox, transcript, script);

  stopObserving();
  return script.outcome;
}

function expectField(
  message: { embeds: readonly { fields?: { name: string; value: string }[] }[] },
  name: string,
  wanted: string,
): void {
  expectText(message.embeds[0]?.fields?.find((field) => field.name === name)?.value, wanted);
}

/** Writes every message of the bot into the transcript, as it appears or changes. */
function writeBotMessages(sandbox: Sandbox, transcript: Transcript): () => void {
  return sandbox.observe(({ t, d }) => {
    if ((t !== "MESSAGE_CREATE" && t !== "MESSAGE_UPDATE") || !("id" in d) || !("channel_id" in d)) return;
    const message = sandbox.user("alice").read({ id: String(d.id), channel_id: String(d.channel_id) });
    if (message.author.id !== sandbox.botId) return;
    transcript.message("Barista", message, t === "MESSAGE_UPDATE" ? "(edited)" : "");
  });
}

/** What the bot's messages from now on have in common, in their order. */
function collectAnswers(sandbox: Sandbox, pattern: RegExp): () => string[] {
  const found: string[] = [];
  const stop = sandbox.observe(({ t, d }) => {
    if (t !== "MESSAGE_CREATE" || !("content" in d)) return;
    const match = pattern.exec(String(d.content));
    if (match?.[1] !== undefined) found.push(match[1]);
  });
  return () => {
    stop();
    return found;
  };
}

function waitForBotReaction(sandbox: Sandbox, messageId: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error("no reaction of the bot within 5 s"))), 5000);
    const stop = sandbox.observe(({ t, d }) => {
      if (t !== "MESSAGE_REACTION_ADD" || !("message_id" in d) || d.message_id !== messageId) return;
      if (!("user_id" in d) || d.user_id !== sandbox.botId || !("emoji" in d)) return;
      const { name } = d.emoji as { name: string };
      settle(() => resolve(name));
    });
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      stop();
      end();
    };
  });
}
