import { GatewayDispatchEvents } from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type CamelCase, dispatchName, eventName, intentsByEvent } from "../src/event-names.ts";
import { describeMissingIntent, missingIntents } from "../src/intent-check.ts";

describe("event names", () => {
  it.each(Object.values(GatewayDispatchEvents))("goes from %s to camelCase and back", (name) => {
    expect(dispatchName(eventName(name))).toBe(name);
  });

  it("agrees with the types", () => {
    expect(eventName("MESSAGE_REACTION_REMOVE_ALL")).toBe("messageReactionRemoveAll");
    expectTypeOf<CamelCase<"MESSAGE_REACTION_REMOVE_ALL">>().toEqualTypeOf<"messageReactionRemoveAll">();
  });

  it("says of each whether an intent brings it: a new one of Discord's fails here", () => {
    const always = [
      "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
      "CHANNEL_INFO",
      "ENTITLEMENT_CREATE",
      "ENTITLEMENT_DELETE",
      "ENTITLEMENT_UPDATE",
      "GUILD_MEMBERS_CHUNK",
      "INTERACTION_CREATE",
      "RATE_LIMITED",
      "READY",
      "RESUMED",
      "SOUNDBOARD_SOUNDS",
      "SUBSCRIPTION_CREATE",
      "SUBSCRIPTION_DELETE",
      "SUBSCRIPTION_UPDATE",
      "USER_UPDATE",
      "VOICE_SERVER_UPDATE",
    ];
    const unserved = Object.values(GatewayDispatchEvents).filter((name) => intentsByEvent[name] === undefined);
    expect(unserved.toSorted()).toEqual(always);
  });

  it("knows only events that Discord has", () => {
    const known = new Set<string>(Object.values(GatewayDispatchEvents));
    expect(Object.keys(intentsByEvent).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("missingIntents", () => {
  it("finds the listeners that no intent serves, and says what to add", () => {
    const [missing, ...others] = missingIntents(["messageCreate", "guildCreate", "interactionCreate", "ready"], 1);
    expect(others).toEqual([]);
    expect(missing).toEqual({
      event: "messageCreate",
      intents: ["guildMessages", "directMessages"],
      privileged: false,
    });
    expect(missing && describeMissingIntent(missing)).toBe(
      'A listener for "messageCreate" will never be called: add the intent "guildMessages" or "directMessages"',
    );
  });

  it("says that an intent is privileged", () => {
    const [missing] = missingIntents(["guildMemberAdd"], 1);
    expect(missing && describeMissingIntent(missing)).toContain("privileged: enable it too in the Developer Portal");
  });

  it("is satisfied by any one of the intents", () => {
    expect(missingIntents(["messageCreate"], 1 << 12)).toEqual([]);
  });
});
