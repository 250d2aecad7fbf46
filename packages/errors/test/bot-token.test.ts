import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { checkedBotToken, InvalidTokenError, ValidationError } from "../src/index.ts";

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("checkedBotToken", () => {
  it.each(["MTIz.abc.d-e_f", "proxy", "bottle"])("takes %j, with one prefix or none", (token) => {
    expect(checkedBotToken(token)).toBe(token);
    expect(checkedBotToken(`Bot ${token}`)).toBe(token);
  });

  it.each([
    [undefined, "is missing"],
    [null, "is missing"],
    ["", "is missing"],
    [5, "must be a string (was number)"],
    [["a"], "must be a string (was a list)"],
    ["   ", "is empty"],
    ["Bot ", "is empty"],
    ["Bot Bot abc", "twice"],
    ["Bot bot abc", "twice"],
    ["bot abc", "another spelling"],
    ["Bot", "another spelling"],
    ["Bearer abc", "bearer"],
    ["undefined", "unset variable"],
    ["null", "unset variable"],
    ["Bot undefined", "unset variable"],
    ['"abc"', "quotation"],
    ["a b", "spaces"],
    ["abc\n", "line breaks"],
    ["ab\u0000c", "characters"],
    ["tökén", "characters"],
  ])("refuses %j, saying why and what to do", (token, why) => {
    const error = thrownBy(() => checkedBotToken(token));
    expect(error).toBeInstanceOf(InvalidTokenError);
    expect(error).toMatchObject({ code: "InvalidToken", recovery: expect.stringContaining("Developer Portal") });
    expect((error as Error).message).toContain(why);
    expect((error as Error).message).toMatch(/^The bot's token is (missing|malformed: it )/);
  });

  test.prop([fc.stringMatching(/^[A-Z0-9]{8,40}$/), fc.constantFrom(" ", "\n", '"', "é", "\t")])(
    "never repeats a token that it refuses",
    (secret, flaw) => {
      const error = thrownBy(() => checkedBotToken(`${secret}${flaw}${secret}`));
      expect(JSON.stringify(error) + String(error)).not.toContain(secret);
    },
  );
});

describe("ValidationError.naming", () => {
  it("hands on what was made", () => {
    expect(ValidationError.naming("intents", () => 5)).toBe(5);
  });

  it("turns what a parser throws into an error that names the field once, with the cause", () => {
    const cause = new TypeError("intents: must be bits");
    const error = thrownBy(() =>
      ValidationError.naming("intents", () => {
        throw cause;
      }),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues: [{ path: "intents", message: "must be bits" }], cause });
  });

  it("names a field within the field", () => {
    const error = thrownBy(() =>
      ValidationError.naming("intents", () => {
        throw new TypeError("intents.guilds: must be true or false");
      }),
    );
    expect(error).toMatchObject({ issues: [{ path: "intents.guilds", message: "must be true or false" }] });
  });

  it("does not take a colon in a message for a field", () => {
    const error = thrownBy(() =>
      ValidationError.naming("intents", () => {
        throw new TypeError("others: unknown");
      }),
    );
    expect(error).toMatchObject({ message: "intents others: unknown" });
  });
});
