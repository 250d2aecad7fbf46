import { GatewayError, InvalidTokenError, ValidationError } from "@zignal/errors";
import { createSandbox } from "@zignal/sandbox";
import { describe, expect, it } from "vitest";
import { Client, Intents, silentLogger } from "../src/index.ts";
import { createBot, optionsFor } from "./bot.ts";
import { recordingLogger } from "./recording-logger.ts";

describe("intents", () => {
  it("that do not bring what a listener listens to are warned of at connect(), with the intent to add", async () => {
    const logger = recordingLogger();
    await using bot = await createBot({ intents: { guilds: true }, logger });
    bot.client.on("messageCreate", () => {});
    bot.client.on("guildMemberAdd", () => {});
    bot.client.on("guildCreate", () => {});
    await bot.client.connect();
    expect(logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message)).toEqual([
      'A listener for "messageCreate" will never be called: add the intent "guildMessages" or "directMessages"',
      'A listener for "guildMemberAdd" will never be called: add the intent "guildMembers" (privileged: enable it too in the Developer Portal, under Bot)',
    ]);
  });

  it("that the application may not use make connect() reject with 4014 and what to do", async () => {
    await using sandbox = await createSandbox({ privilegedIntents: Intents.bits.guildMembers });
    await using client = new Client(
      optionsFor(sandbox, { intents: { guilds: true, guildMembers: true, messageContent: true } }),
    );
    const error: unknown = await client.connect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ closeCode: 4014 });
    expect(String(error)).toMatch(/messageContent.*Developer Portal/);
  });

  it("that do not exist are refused before anything connects, with the name", async () => {
    expect(() => new Client({ token: "a.b.c", intents: { guild: true } as never })).toThrow(ValidationError);
    expect(() => new Client({ token: "a.b.c", intents: { guild: true } as never })).toThrow(/intents.*guild/);
  });
});

describe("the token", () => {
  it("that Discord refuses makes connect() reject with what to do, and the client can be closed", async () => {
    await using sandbox = await createSandbox();
    const client = new Client(optionsFor(sandbox, { token: "MTIz.abc.def", logger: silentLogger }));
    const error: unknown = await client.connect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "InvalidToken" });
    expect(String(error)).toMatch(/token/i);
    await client.close();
  });

  it("that the gateway alone refuses (4004) makes connect() reject with an InvalidTokenError", async () => {
    await using sandbox = await createSandbox();
    const good = new Client(optionsFor(sandbox));
    await using client = new Client({ ...optionsFor(sandbox), token: "MTIz.abc.def", rest: good.rest });
    await expect(client.connect()).rejects.toBeInstanceOf(InvalidTokenError);
    await expect(client.connect()).rejects.toThrow(/4004.*Developer Portal/);
    await good.close();
  });

  it.each(["", "two words", "Bearer abc"])("%j can not be one, and is refused before anything connects", (token) => {
    expect(() => new Client({ token, intents: 0 })).toThrow(InvalidTokenError);
  });
});
