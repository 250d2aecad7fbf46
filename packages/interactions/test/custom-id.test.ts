import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { customIdPattern } from "../src/components/custom-id.ts";

describe("a custom id with state", () => {
  test.prop([fc.string({ unit: "grapheme", maxLength: 12 }), fc.string({ unit: "binary", maxLength: 12 })])(
    "reads back whatever was written, whatever separates the parameters",
    (a, b) => {
      for (const source of [
        "x:{a}:{b}",
        "x-{a}--{b}!",
        "{a}/{b}",
        "{a}→{b}→",
        "{a}😀{b}",
        "x/:a/:b",
        "x/:a-{b}",
        "/:a/x/:b/",
      ]) {
        const pattern = customIdPattern(source);
        // Lone surrogates are no text.
        fc.pre(a.isWellFormed() && b.isWellFormed());
        let customId: string;
        try {
          customId = pattern.format({ a, b });
        } catch (error) {
          expect(String(error)).toContain("at most 100 characters");
          continue;
        }
        expect(pattern.match(customId)).toEqual({ a, b });
      }
    },
  );

  it("takes :name behind a slash for a parameter, and no other colon", () => {
    expect(customIdPattern("vote/:pollId/:choice").match("vote/7/yes")).toEqual({ pollId: "7", choice: "yes" });
    expect(customIdPattern("vote/:pollId/:choice").format({ pollId: "a/b", choice: "c/d" })).toBe("vote/a%2Fb/c%2Fd");
    expect(customIdPattern("vote/:pollId").match("vote/7/edit")).toBeUndefined();
    for (const exact of ["confirm:delete", "a/:", "a/:1", ":x", "a:b/c", "{a b}"]) {
      expect(customIdPattern(exact).exact).toBe(true);
      expect(customIdPattern(exact).match(exact)).toEqual({});
    }
  });

  it("has parameters of any name", () => {
    const pattern = customIdPattern("x/:__proto__/:constructor");
    const params = Object.fromEntries([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    expect(Object.entries(pattern.match(pattern.format(params)) ?? {})).toEqual(Object.entries(params));
  });

  it("leaves text that was not written by it as it is", () => {
    expect(customIdPattern("x:{a}").match("x:100%")).toEqual({ a: "100%" });
  });

  it("says no to what is another's", () => {
    const pattern = customIdPattern("vote:{poll}:{choice}");
    for (const other of ["vote:1", "vote", "xvote:1:2", "vote:1:2:3".replace("vote", "Vote")]) {
      expect(pattern.match(other)).toBeUndefined();
    }
  });

  it.each([
    ["", "must be 1 to 100 characters (was 0)"],
    ["x".repeat(101), "must be 1 to 100 characters (was 101)"],
    ["{a}{b}", "must have text between two parameters"],
    ["{a}%{b}", "must have a sign such as : or / behind a parameter"],
    ["{a}B{b}", "must have a sign such as : or / behind a parameter"],
    ["{a}:{a}", "must not have a parameter twice"],
  ])("refuses the pattern %j", (pattern, message) => {
    expect(() => customIdPattern(pattern)).toThrow(message);
  });

  it("refuses state that does not fit into 100 characters", () => {
    expect(() => customIdPattern("x:{a}").format({ a: "y".repeat(99) })).toThrow(
      "customId must be at most 100 characters (was 101)",
    );
  });
});
