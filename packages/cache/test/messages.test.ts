import { describe, expect, it } from "vitest";
import { ValidationError } from "@zignal/errors";
import { Cache } from "../src/index.ts";
import { event, message, ready, user } from "./fixtures.ts";

function withMessages(...ids: string[]): Cache {
  const cache = new Cache({ maxMessagesPerChannel: 5 });
  cache.apply(ready([]));
  for (const id of ids) cache.apply(event("MESSAGE_CREATE", message(id, "11")));
  return cache;
}

const fire = { id: null, name: "🔥" };

function reaction(userId: string, fields: object = {}): object {
  return { user_id: userId, channel_id: "11", message_id: "50", emoji: fire, burst: false, type: 0, ...fields };
}

function vote(userId: string): object {
  return { user_id: userId, channel_id: "11", message_id: "50", answer_id: 1 };
}

function countsOf(cache: Cache): (string | number | null)[][] | undefined {
  return cache.getMessage("50")?.reactions?.map(({ emoji, count }) => [emoji.id ?? emoji.name, count]);
}

describe("messages", () => {
  it("are kept as they were sent, oldest first, the newest of each channel", () => {
    const cache = withMessages("9", "50", "51", "52", "100", "101");
    expect(cache.getChannelMessages("11").map(({ id }) => id)).toEqual(["50", "51", "52", "100", "101"]);
    expect(cache.getChannelMessages("11", 2).map(({ id }) => id)).toEqual(["100", "101"]);
    expect(cache.getMessage("50")).toEqual(message("50", "11"));
    expect(cache.getMessage("9")).toBeUndefined();
    expect(() => cache.getChannelMessages("11", 0)).toThrow(ValidationError);
  });

  it("are in order of age however they come", () => {
    const cache = withMessages("100", "50");
    cache.addMessage(message("70", "11"));
    expect(cache.getChannelMessages("11").map(({ id }) => id)).toEqual(["50", "70", "100"]);
  });

  it("merge partial updates and return the message before", () => {
    const cache = withMessages("50");
    const update = { id: "50", channel_id: "11", content: "edited", tts: false };
    const previous = cache.apply(event("MESSAGE_UPDATE", update));
    expect(previous).toEqual(message("50", "11"));
    expect(cache.getMessage("50")).toEqual(message("50", "11", { content: "edited" }));
  });

  it("keep `tts`, which updates always send as false", () => {
    const cache = new Cache();
    cache.apply(event("MESSAGE_CREATE", message("50", "11", { tts: true })));
    cache.apply(event("MESSAGE_UPDATE", message("50", "11", { content: "edited" })));
    expect(cache.getMessage("50")).toEqual(message("50", "11", { content: "edited", tts: true }));
  });

  it("are not made of an update that carries only a part", () => {
    const cache = withMessages();
    cache.apply(event("MESSAGE_UPDATE", { id: "50", channel_id: "11", embeds: [] }));
    expect(cache.getMessage("50")).toBeUndefined();
    cache.apply(event("MESSAGE_UPDATE", message("50", "11")));
    expect(cache.getMessage("50")).toEqual(message("50", "11"));
  });

  it("return what was removed, one by one and in bulk", () => {
    const cache = withMessages("50", "51", "52");
    expect(cache.apply(event("MESSAGE_DELETE", { id: "51", channel_id: "11" }))).toEqual(message("51", "11"));
    expect(cache.apply(event("MESSAGE_DELETE", { id: "51", channel_id: "11" }))).toBeUndefined();
    const bulk = event("MESSAGE_DELETE_BULK", { ids: ["50", "51", "52"], channel_id: "11" });
    expect(cache.apply(bulk)).toEqual([message("50", "11"), message("52", "11")]);
    expect(cache.apply(bulk)).toBeUndefined();
    expect(cache.getChannelMessages("11")).toEqual([]);
  });

  it("are not set back by a repeated MESSAGE_CREATE", () => {
    const cache = withMessages("50");
    cache.apply(event("MESSAGE_UPDATE", message("50", "11", { content: "edited" })));
    cache.apply(event("MESSAGE_CREATE", message("50", "11", { guild_id: "10" })));
    expect(cache.getMessage("50")).toEqual(message("50", "11", { content: "edited", guild_id: "10" }));
  });

  it("leaves what was handed out as it was", () => {
    const cache = withMessages("50");
    const before = cache.getMessage("50");
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")));
    cache.apply(event("MESSAGE_UPDATE", message("50", "11", { content: "edited" })));
    expect(before).toEqual(message("50", "11"));
  });
});

describe("reactions", () => {
  it("are counted, super reactions and the bot's own apart", () => {
    const cache = withMessages("50");
    expect(cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")))).toEqual(message("50", "11"));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("1")));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("3", { burst: true, burst_colors: ["#ff0000"], type: 1 })));
    expect(cache.getMessage("50")?.reactions).toEqual([
      {
        emoji: fire,
        count: 3,
        count_details: { burst: 1, normal: 2 },
        burst_colors: ["#ff0000"],
        me: true,
        me_burst: false,
      },
    ]);
    cache.apply(event("MESSAGE_REACTION_REMOVE", reaction("1")));
    expect(cache.getMessage("50")?.reactions?.[0]).toMatchObject({ count: 2, me: false });
  });

  it("are counted once when the event comes twice", () => {
    const cache = withMessages("50");
    for (let time = 0; time < 2; time += 1) cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("3")));
    expect(countsOf(cache)).toEqual([["🔥", 2]]);
    for (let time = 0; time < 2; time += 1) cache.apply(event("MESSAGE_REACTION_REMOVE", reaction("2")));
    expect(countsOf(cache)).toEqual([["🔥", 1]]);
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")));
    expect(countsOf(cache)).toEqual([["🔥", 2]]);
  });

  it("count down from what the HTTP API said, also for people who reacted before", () => {
    const cache = new Cache();
    const details = { count_details: { burst: 0, normal: 2 }, burst_colors: [], me: false, me_burst: false };
    cache.addMessage(message("50", "11", { reactions: [{ emoji: fire, count: 2, ...details }] }));
    cache.apply(event("MESSAGE_REACTION_REMOVE", reaction("7")));
    cache.apply(event("MESSAGE_REACTION_REMOVE", reaction("7")));
    expect(countsOf(cache)).toEqual([["🔥", 1]]);
  });

  it("go by emoji or all together, and leave no empty list", () => {
    const cache = withMessages("50");
    const blob = { id: "30", name: "blob" };
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("2", { emoji: blob })));
    cache.apply(event("MESSAGE_REACTION_REMOVE_EMOJI", { channel_id: "11", message_id: "50", emoji: fire }));
    expect(countsOf(cache)).toEqual([["30", 1]]);
    cache.apply(event("MESSAGE_REACTION_REMOVE_ALL", { channel_id: "11", message_id: "50" }));
    expect(cache.getMessage("50")).toEqual(message("50", "11"));
    cache.apply(event("MESSAGE_REACTION_ADD", reaction("2")));
    expect(countsOf(cache)).toEqual([["🔥", 1]]);
  });
});

describe("reactions of very many", () => {
  it("are counted down as well, also where not everybody is remembered", () => {
    const cache = new Cache();
    cache.apply(event("MESSAGE_CREATE", message("50", "1")));
    for (let user = 1000; user < 11_050; user += 1) cache.apply(react("MESSAGE_REACTION_ADD", 50, user));
    expect(cache.getMessage("50")?.reactions?.[0]?.count).toBe(10_050);
    for (let user = 11_000; user < 11_050; user += 1) cache.apply(react("MESSAGE_REACTION_REMOVE", 50, user));
    expect(cache.getMessage("50")?.reactions?.[0]?.count).toBe(10_000);
  });

  it("take bounded memory, which is stated (caches grow without consumer)", () => {
    const cache = new Cache({ maxMessagesPerChannel: Infinity });
    const before = cache.getStats().memoryUsageMb;
    for (let id = 1; id <= 60; id += 1) {
      cache.apply(event("MESSAGE_CREATE", message(String(id), "1")));
      for (let user = 1000; user < 6000; user += 1) cache.apply(react("MESSAGE_REACTION_ADD", id, user));
    }
    const { memoryUsageMb } = cache.getStats();
    expect(memoryUsageMb - before).toBeGreaterThan(30);
    expect(memoryUsageMb - before).toBeLessThan(40);
    // What was forgotten first still counts down.
    cache.apply(react("MESSAGE_REACTION_REMOVE", 1, 1000));
    expect(cache.getMessage("1")?.reactions?.[0]?.count).toBe(4999);
    cache.setLimits({ maxMessages: 0 });
    expect(cache.getStats().memoryUsageMb).toBeLessThan(before + 1);
  });
});

describe("polls", () => {
  const poll = {
    question: { text: "Tea?" },
    answers: [{ answer_id: 1, poll_media: { text: "yes" } }],
    expiry: null,
    allow_multiselect: false,
    layout_type: 1,
  };
  it("are counted from their beginning, each vote once", () => {
    const cache = new Cache();
    cache.apply(ready([]));
    cache.apply(event("MESSAGE_CREATE", message("50", "11", { poll })));
    cache.apply(event("MESSAGE_POLL_VOTE_ADD", vote("2")));
    cache.apply(event("MESSAGE_POLL_VOTE_ADD", vote("2")));
    expect(cache.apply(event("MESSAGE_POLL_VOTE_ADD", vote("3")))?.poll?.results?.answer_counts[0]?.count).toBe(1);
    expect(cache.getMessage("50")?.poll?.results).toEqual({
      is_finalized: false,
      answer_counts: [{ id: 1, count: 2, me_voted: false }],
    });
    cache.apply(event("MESSAGE_POLL_VOTE_REMOVE", vote("2")));
    cache.apply(event("MESSAGE_POLL_VOTE_REMOVE", vote("3")));
    expect(cache.getMessage("50")?.poll?.results?.answer_counts).toEqual([]);
  });

  it("stay unknown where Discord sent no results", () => {
    const cache = new Cache();
    cache.addMessage(message("50", "11", { poll }));
    cache.apply(event("MESSAGE_POLL_VOTE_ADD", vote("2")));
    expect(cache.getMessage("50")?.poll).toEqual(poll);
  });
});

describe("last words", () => {
  it("an event that nothing is kept of has no previous state", () => {
    const cache = withMessages("50");
    const typing = event("TYPING_START", { channel_id: "11", user_id: "2", timestamp: 1 });
    expect(cache.apply(typing)).toBeUndefined();
    expect(cache.wants("TYPING_START")).toBe(false);
    expect(cache.getUser("2")).toBeUndefined();
    expect(cache.getUser("900")).toEqual(user("900"));
  });

  it("that came as text come back as they were, whatever their characters", () => {
    const cache = new Cache();
    const contents = [
      "",
      "plain",
      "ünïcödé",
      "é".repeat(500),
      "日本語",
      "🎉",
      "a🎉",
      "🎉".repeat(3000),
      "\u0000\ud800x",
      "x".repeat(300_000),
    ];
    for (const [index, content] of contents.entries()) {
      for (let pad = 0; pad < 9; pad += 1) {
        const id = String(1000 + index * 10 + pad);
        const sent = event("MESSAGE_CREATE", message(id, "1", { content: content + "}".repeat(pad) }));
        const text = JSON.stringify(sent);
        cache.apply(sent, text);
        expect(cache.getMessage(id)).toEqual((JSON.parse(text) as typeof sent).d);
      }
    }
    expect(cache.getStats().memoryUsageMb).toBeGreaterThan(2.7);
  });
});

function react(t: "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE", messageId: number, userId: number) {
  return event(t, {
    message_id: String(messageId),
    channel_id: "1",
    user_id: String(userId),
    emoji: { id: null, name: "🔥" },
    burst: false,
    type: 0,
  });
}
