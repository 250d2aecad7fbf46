import { GatewayIntentBits } from "discord-api-types/v10";
import { describe, expect, expectTypeOf, it } from "vitest";
import { Intents, type IntentName } from "../src/index.ts";

describe("Intents", () => {
  it("turns flags into the bits that Identify carries", () => {
    expect(Intents.from({ guilds: true, guildMessages: true, guildMembers: false })).toBe(
      GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages,
    );
  });

  it("takes a list of names, and bits as they are", () => {
    expect(Intents.from(["guilds", "messageContent"])).toBe(1 | (1 << 15));
    expect(Intents.from(513)).toBe(513);
    expect(Intents.from({})).toBe(0);
  });

  it("knows the older names as aliases of the same bits", () => {
    expect(Intents.from({ guildBans: true })).toBe(GatewayIntentBits.GuildModeration);
    expect(Intents.from({ guildEmojis: true })).toBe(GatewayIntentBits.GuildExpressions);
    expect(Intents.from({ voiceStates: true })).toBe(GatewayIntentBits.GuildVoiceStates);
  });

  it("has every intent that Discord documents, and no other bit", () => {
    const documented = Object.values(GatewayIntentBits).filter((value): value is GatewayIntentBits => {
      return typeof value === "number";
    });
    expect(Intents.all).toBe(documented.reduce((sum, bit) => sum | bit, 0));
    expect(Intents.toNames(Intents.all)).toEqual(Intents.names);
  });

  it("tells the privileged intents from the others", () => {
    expect(Intents.toNames(Intents.privileged)).toEqual(["guildMembers", "guildPresences", "messageContent"]);
    expect(Intents.privileged & Intents.unprivileged).toBe(0);
    expect(Intents.privileged | Intents.unprivileged).toBe(Intents.all);
  });

  it("answers whether a set contains another", () => {
    expect(Intents.has(Intents.unprivileged, ["guilds", "guildMessages"])).toBe(true);
    expect(Intents.has(Intents.unprivileged, { messageContent: true })).toBe(false);
  });

  it.each([
    [{ GUILD_MESSAGES: true }, 'unknown intent "GUILD_MESSAGES"; did you mean "guildMessages"?'],
    [["everything"], 'unknown intent "everything". Known: guilds,'],
    [{ guilds: 1 }, "intents.guilds: must be true or false (was 1)"],
    [{ guilds: "yes" }, 'intents.guilds: must be true or false (was "yes")'],
    [-1, "at least 0"],
    [1.5, "whole number"],
    [undefined, "must be flags"],
    [null, "must be flags"],
    [{ toString: true }, 'unknown intent "toString"'],
  ])("refuses %j and names what is wrong", (input, message) => {
    expect(() => Intents.from(input as never)).toThrow(message);
  });

  it("knows its names in the editor", () => {
    expectTypeOf<"guildMessages">().toExtend<IntentName>();
    // @ts-expect-error -- a misspelt intent is a red line
    expect(() => Intents.from({ guildMesages: true })).toThrow("guildMesages");
    // @ts-expect-error -- in a list as well
    expect(() => Intents.from(["guild"])).toThrow("guild");
  });
});
