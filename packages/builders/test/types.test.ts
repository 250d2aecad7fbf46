import type {
  APIEmbed,
  APIMessageTopLevelComponent,
  RESTPostAPIApplicationCommandsJSONBody,
  RESTPostAPIChannelMessageJSONBody,
} from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  ActionRowBuilder,
  ButtonBuilder,
  ChannelBuilder,
  EmbedBuilder,
  MessageBuilder,
  messageFrom,
  UserSelectBuilder,
} from "../src/index.ts";
import type { Buildable, Input, MessageBody, SlashCommandBuilder } from "../src/index.ts";

/** `tsc -p tsconfig.check.json` is what checks these. */
describe("the types", () => {
  it("of what is built are those of Discord's API", () => {
    expectTypeOf<ReturnType<MessageBuilder["build"]>>().toEqualTypeOf<MessageBody>();
    expectTypeOf<MessageBody>().toExtend<RESTPostAPIChannelMessageJSONBody>();
    expectTypeOf<ReturnType<EmbedBuilder["build"]>>().toEqualTypeOf<APIEmbed>();
    expectTypeOf<ReturnType<SlashCommandBuilder["build"]>>().toExtend<RESTPostAPIApplicationCommandsJSONBody>();
    expect(new EmbedBuilder().title("x").build().title).toBe("x");
  });

  it("take builders, Discord's JSON with plain strings, and anything that builds, but nothing else", () => {
    const own: Buildable<APIEmbed> = { build: () => ({ title: "mine" }) };
    const message = new MessageBuilder()
      .addEmbed(own)
      .addEmbed({ title: "json" })
      .addComponent({ type: 1, components: [{ type: 5, custom_id: "u", default_values: [{ id: "1", type: "user" }] }] })
      .build();
    expect(message.embeds).toEqual([{ title: "mine" }, { title: "json" }]);
    expectTypeOf<ActionRowBuilder>().toExtend<Input<APIMessageTopLevelComponent>>();
    // @ts-expect-error a button stands in a row
    expect(() => new MessageBuilder().addComponent(new ButtonBuilder().customId("a").label("A")).build()).toThrow(
      "components[0].type",
    );
    // @ts-expect-error an embed is no component of a row
    expect(() => new ActionRowBuilder(new EmbedBuilder().title("x")).build()).toThrow("components[0].type");
    // @ts-expect-error there is no such field
    expect(messageFrom({ content: "x", contents: "y" })).toHaveProperty("contents");
  });

  it("refuse names that there are not", () => {
    // @ts-expect-error there is no such type of channel
    expect(() => new ChannelBuilder().name("x").type("telepathy").build()).toThrow("type");
    // @ts-expect-error there is no such style
    expect(() => new ButtonBuilder().style("shiny").label("x").customId("x").build()).not.toThrow();
    // @ts-expect-error a user menu has no options of its own
    expect(() => new UserSelectBuilder().addOption("x", "y")).toThrow(TypeError);
  });
});
