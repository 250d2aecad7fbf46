import { describe, expect, it } from "vitest";
import { ArgumentError, parseBenchmarkArguments } from "../src/arguments.ts";

const known = new Map([
  ["rest", ["undici", "zignal", "eris"]],
  ["gateway", ["ws", "zignal"]],
]);
const parse = (...argv: string[]) => parseBenchmarkArguments(argv, known);

describe("the command line", () => {
  it("takes a scenario and leaves everything else at its default", () => {
    expect(parse("rest")).toEqual({
      scenarios: ["rest"],
      list: false,
      json: false,
      quick: false,
      only: undefined,
      rounds: undefined,
      profile: undefined,
    });
  });

  it("takes its flags before or behind the scenario", () => {
    const expected = { scenarios: ["rest"], quick: true, json: true, rounds: 3, only: ["zignal", "eris"] };
    expect(parse("rest", "--quick", "--json", "--rounds", "3", "--only", "zignal,eris")).toMatchObject(expected);
    expect(parse("--quick", "--json", "--rounds=3", "--only=zignal,eris", "rest")).toMatchObject(expected);
  });

  it("takes several scenarios, and all of them by one word", () => {
    expect(parse("gateway", "rest", "gateway").scenarios).toEqual(["gateway", "rest"]);
    expect(parse("all").scenarios).toEqual(["rest", "gateway"]);
  });

  it("lists without a scenario", () => {
    expect(parse("--list")).toMatchObject({ list: true, scenarios: [] });
  });

  it("takes a subject that only one of the scenarios has", () => {
    expect(parse("rest", "gateway", "--only", "ws").only).toEqual(["ws"]);
  });

  it.each([
    ["no scenario", [], "No scenario named. Name one of: rest, gateway, or all."],
    ["an unknown scenario", ["voice"], 'Unknown scenario "voice". Known are: rest, gateway, or all.'],
    ["an unknown flag", ["rest", "--fast"], "--fast"],
    ["an unknown subject", ["rest", "--only", "ws"], 'Unknown subject "ws" in --only. Here are: undici, zignal, eris.'],
    ["no subject", ["rest", "--only", ","], "--only needs at least one subject"],
    ["no rounds", ["rest", "--rounds", "0"], '--rounds must be a whole number from 1 to 1000, not "0".'],
    ["a broken number", ["rest", "--rounds", "two"], 'not "two"'],
    ["half a round", ["rest", "--rounds", "1.5"], 'not "1.5"'],
    ["a flag without its value", ["rest", "--rounds"], "--rounds"],
  ])("refuses %s in one sentence", (_what, argv, message) => {
    expect(() => parse(...argv)).toThrow(ArgumentError);
    expect(() => parse(...argv)).toThrow(message);
  });
});
