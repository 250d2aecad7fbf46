import { InvalidTokenError } from "@zignal/errors";
import { describe, expect, it } from "vitest";
import { Client } from "../src/index.ts";

const valid = `${Buffer.from("123456789012345678").toString("base64url")}.AAAAAA.${"a".repeat(38)}`;

describe("the token of a client", () => {
  it.each([valid, `Bot ${valid}`])("may be a bot's, with or without its prefix", async (token) => {
    await using client = new Client({ token, intents: [] });
    expect(client.intents).toBe(0);
  });

  it.each([undefined, null, ""])("is missing when it is %j", (token) => {
    expect(() => new Client({ token: token as never, intents: [] })).toThrow("token is missing");
  });

  it.each(["abc", "a.b", "a.b.c.d", "a..c", 5, "Bearer a.b.c", `${valid}\n`, "my secret"])(
    "is malformed when it is %j, and is not repeated",
    (token) => {
      let thrown: unknown;
      try {
        void new Client({ token: token as never, intents: [] });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(InvalidTokenError);
      expect(thrown).toMatchObject({ code: "InvalidToken", message: expect.stringContaining("token is malformed") });
      expect(JSON.stringify(thrown)).toContain("Developer Portal");
      if (typeof token === "string" && token.length > 3)
        expect((thrown as Error).message).not.toContain(token.trimEnd());
    },
  );

  it("may have any form where a proxy or a server of one's own puts in the real one", async () => {
    await using client = new Client({
      token: "proxied",
      intents: [],
      rest: { baseUrl: "http://127.0.0.1:1/api/v10" },
      gateway: { url: "ws://127.0.0.1:1" },
    });
    expect(client.intents).toBe(0);
    expect(() => new Client({ token: "two words", intents: [], rest: { baseUrl: "http://127.0.0.1:1" } })).toThrow(
      "token is malformed: it holds spaces",
    );
  });
});
