import type { APIRole } from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  defineComponent,
  defineModal,
  defineSlashCommand,
  defineSubcommand,
  defineSubcommandGroup,
  InteractionHandler,
  option,
} from "../src/index.ts";
import type {
  ResolvedAttachment,
  ResolvedChannel,
  ResolvedMentionable,
  ResolvedRole,
  ResolvedUser,
} from "../src/index.ts";
import { RecordingRest } from "./recording-rest.ts";

/** `tsc -p tsconfig.check.json` is what checks these; at run time they only show that definitions are accepted. */
describe("the definition infers the handler", () => {
  it("takes undefined from the type of a required option, and leaves it in that of an optional one", () => {
    const command = defineSlashCommand({
      name: "search",
      description: "Looks something up",
      options: {
        query: option.string({ description: "What", required: true }),
        limit: option.integer({ description: "How many" }),
        ratio: option.number({ description: "How much", required: false }),
        exact: option.boolean({ description: "Exactly so" }),
      },
      execute(ctx) {
        expectTypeOf(ctx.options.query).toEqualTypeOf<string>();
        expectTypeOf(ctx.options.limit).toEqualTypeOf<number | undefined>();
        expectTypeOf(ctx.options.ratio).toEqualTypeOf<number | undefined>();
        expectTypeOf(ctx.options.exact).toEqualTypeOf<boolean | undefined>();
        // @ts-expect-error there is no such option
        void ctx.options.missing;
      },
    });
    expect(command.body).toMatchObject({ options: [{ name: "query", required: true }, {}, {}, {}] });
  });

  it("has no options where a command defines none", () => {
    const command = defineSlashCommand({
      name: "ping",
      description: "Pong",
      execute(ctx) {
        expectTypeOf<keyof typeof ctx.options>().toEqualTypeOf<never>();
        // @ts-expect-error there is no such option
        void ctx.options.missing;
      },
    });
    expect(command.body).not.toHaveProperty("options");
  });

  it("makes choices a union of literals, plain or with names", () => {
    const command = defineSlashCommand({
      name: "paint",
      description: "Paints",
      options: {
        color: option.string({ description: "Which", required: true, choices: ["red", "green"] }),
        size: option.integer({
          description: "How large",
          choices: [
            { name: "small", value: 1 },
            { name: "large", value: 2 },
          ],
        }),
      },
      execute(ctx) {
        expectTypeOf(ctx.options.color).toEqualTypeOf<"red" | "green">();
        expectTypeOf(ctx.options.size).toEqualTypeOf<1 | 2 | undefined>();
        // @ts-expect-error blue is not among the choices
        void (ctx.options.color === "blue");
      },
    });
    expect(command.name).toBe("paint");
  });

  it("resolves users, channels, roles, mentionables and attachments", () => {
    const command = defineSlashCommand({
      name: "all",
      description: "All kinds",
      options: {
        user: option.user({ description: "u", required: true }),
        channel: option.channel({ description: "c", required: true, channelTypes: ["text", "forum"] }),
        role: option.role({ description: "r", required: true }),
        mentionable: option.mentionable({ description: "m", required: true }),
        file: option.attachment({ description: "f", required: true, fileTypes: ["image", ".pdf"] }),
      },
      execute(ctx) {
        expectTypeOf(ctx.options.user).toEqualTypeOf<ResolvedUser>();
        expectTypeOf(ctx.options.user.username).toEqualTypeOf<string>();
        expectTypeOf(ctx.options.channel).toEqualTypeOf<ResolvedChannel>();
        expectTypeOf(ctx.options.role).toEqualTypeOf<ResolvedRole>();
        expectTypeOf(ctx.options.role).toEqualTypeOf<APIRole>();
        expectTypeOf(ctx.options.mentionable).toEqualTypeOf<ResolvedMentionable>();
        expectTypeOf(ctx.options.file).toEqualTypeOf<ResolvedAttachment>();
      },
    });
    expect(command.name).toBe("all");
  });

  it("types the context of autocomplete and what it may propose", () => {
    const command = defineSlashCommand({
      name: "find",
      description: "Finds",
      options: {
        word: option.string({
          description: "w",
          required: true,
          autocomplete(ctx) {
            expectTypeOf(ctx.focused.value).toEqualTypeOf<string>();
            return [`${ctx.focused.value}!`];
          },
        }),
        page: option.integer({ description: "p", autocomplete: () => [1, { name: "two", value: 2 }] }),
        // @ts-expect-error a text is no page
        wrong: option.integer({ description: "x", autocomplete: () => ["one"] }),
      },
      execute(ctx) {
        expectTypeOf(ctx.options.word).toEqualTypeOf<string>();
      },
    });
    expect(command.routes.get("")?.autocomplete.size).toBe(3);
  });

  it("refuses settings that an option's kind does not have", () => {
    // @ts-expect-error a text has no least value
    expect(option.string({ description: "x", minValue: 1 }).description).toBe("x");
    // @ts-expect-error every option has a description
    expect(() => option.boolean({})).not.toThrow();
  });

  it("types the options of every subcommand by itself", () => {
    const command = defineSlashCommand({
      name: "list",
      description: "Lists",
      subcommands: {
        add: defineSubcommand({
          description: "Adds",
          options: { item: option.string({ description: "i", required: true }) },
          execute: (ctx) => expectTypeOf(ctx.options.item).toEqualTypeOf<string>(),
        }),
        admin: defineSubcommandGroup({
          description: "For admins",
          subcommands: {
            purge: defineSubcommand({
              description: "Purges",
              options: { days: option.integer({ description: "d" }) },
              execute: (ctx) => expectTypeOf(ctx.options.days).toEqualTypeOf<number | undefined>(),
            }),
          },
        }),
      },
    });
    expect([...command.routes.keys()]).toEqual(["add", "admin purge"]);
  });

  it("reads the parameters of a component from its custom id", () => {
    const vote = defineComponent({
      customId: "vote:{poll}:{choice}",
      execute(ctx) {
        expectTypeOf(ctx.params).toEqualTypeOf<{ readonly poll: string; readonly choice: string }>();
      },
    });
    expect(vote.customId({ poll: 7, choice: "yes" })).toBe("vote:7:yes");
    // @ts-expect-error the choice is missing
    expect(() => vote.customId({ poll: "7" })).toThrow("params.choice");
    // @ts-expect-error there is no such parameter
    expect(vote.customId({ poll: "7", choice: "no", other: "x" })).toBe("vote:7:no");
    expect(defineComponent({ customId: "close", execute: () => undefined }).customId()).toBe("close");
  });

  it("types the fields of a modal by their kinds", () => {
    const report = defineModal({
      customId: "report:{message}",
      fields: { reason: "text", proof: "files", urgent: "checkbox", topic: "radio", who: "users" },
      execute(ctx) {
        expectTypeOf(ctx.params.message).toEqualTypeOf<string>();
        expectTypeOf(ctx.fields.reason).toEqualTypeOf<string>();
        expectTypeOf(ctx.fields.proof).toEqualTypeOf<readonly ResolvedAttachment[]>();
        expectTypeOf(ctx.fields.urgent).toEqualTypeOf<boolean>();
        expectTypeOf(ctx.fields.topic).toEqualTypeOf<string | undefined>();
        expectTypeOf(ctx.fields.who).toEqualTypeOf<readonly ResolvedUser[]>();
        // @ts-expect-error there is no such field
        void ctx.fields.missing;
      },
    });
    expect(report.customId({ message: "1" })).toBe("report:1");
  });

  it("infers the same in definitions that are registered as plain objects", () => {
    const handler = new InteractionHandler({ rest: new RecordingRest() });
    handler.registerComponentHandler({
      customId: "page:{number}",
      execute: (ctx) => expectTypeOf(ctx.params.number).toEqualTypeOf<string>(),
    });
    handler.registerModalHandler({
      customId: "form",
      execute: (ctx) => expectTypeOf(ctx.fields).toEqualTypeOf<Readonly<Record<string, unknown>>>(),
    });
    // @ts-expect-error a slash command has a description
    expect(() => handler.registerSlashCommand({ name: "x", execute: () => undefined })).toThrow("description");
  });
});
