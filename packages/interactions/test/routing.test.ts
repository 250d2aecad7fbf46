import { describe, expect, it } from "vitest";
import {
  defineComponent,
  defineMessageCommand,
  defineModal,
  defineSlashCommand,
  defineSubcommand,
  defineSubcommandGroup,
  defineUserCommand,
  InteractionHandler,
  option,
} from "../src/index.ts";
import type { ComponentHandler } from "../src/index.ts";
import { autocomplete, button, messageCommand, modal, select, slashCommand, userCommand } from "./incoming.ts";
import { RecordingRest } from "./recording-rest.ts";

const users = { "70000000000000001": { id: "70000000000000001", username: "bob" } };
const members = { "70000000000000001": { nick: "Bobby", roles: [] } };
const roles = { "80000000000000001": { id: "80000000000000001", name: "mods" } };
const channels = { "60000000000000001": { id: "60000000000000001", name: "general", type: 0 } };
const attachments = { "90000000000000001": { id: "90000000000000001", filename: "a.png" } };

function newHandler(): { handler: InteractionHandler; errors: unknown[]; rest: RecordingRest } {
  const errors: unknown[] = [];
  const rest = new RecordingRest();
  return { rest, errors, handler: new InteractionHandler({ rest, onError: (error) => errors.push(error) }) };
}

function definePage(seen: unknown[]): ComponentHandler<"page/{list}/{number}"> {
  return defineComponent({ customId: "page/{list}/{number}", execute: (ctx) => void seen.push(ctx.params) });
}

describe("slash commands", () => {
  it("hands over options whole: users with their members, channels, roles, attachments", async () => {
    const { handler, errors } = newHandler();
    const seen: unknown[] = [];
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "all",
        description: "All kinds",
        options: {
          text: option.string({ description: "x" }),
          user: option.user({ description: "x" }),
          outsider: option.mentionable({ description: "x" }),
          role: option.mentionable({ description: "x" }),
          channel: option.channel({ description: "x" }),
          file: option.attachment({ description: "x" }),
          absent: option.boolean({ description: "x" }),
        },
        execute: (ctx) => void seen.push(ctx.options.text, ctx.options, ctx.options.absent, ctx.path),
      }),
    );
    await handler.handle(
      slashCommand(
        "all",
        [
          { name: "text", type: 3, value: "hi" },
          { name: "user", type: 6, value: "70000000000000001" },
          { name: "outsider", type: 9, value: "70000000000000001" },
          { name: "role", type: 9, value: "80000000000000001" },
          { name: "channel", type: 7, value: "60000000000000001" },
          { name: "file", type: 11, value: "90000000000000001" },
        ],
        { users, members, roles, channels, attachments },
      ),
    );
    const bob = { id: "70000000000000001", username: "bob", member: { nick: "Bobby", roles: [] } };
    expect(errors).toEqual([]);
    expect(seen).toEqual([
      "hi",
      {
        text: "hi",
        user: bob,
        outsider: { kind: "user", user: bob },
        role: { kind: "role", role: roles["80000000000000001"] },
        channel: channels["60000000000000001"],
        file: attachments["90000000000000001"],
      },
      undefined,
      "all",
    ]);
  });

  it("finds subcommands, also in groups, each with its own handler, and tells Discord of them", async () => {
    const { handler } = newHandler();
    const seen: string[] = [];
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "list",
        description: "Lists",
        subcommands: {
          add: defineSubcommand({
            description: "Adds",
            options: { item: option.string({ description: "What", required: true }) },
            execute: (ctx) => void seen.push(`${ctx.path}: ${ctx.options.item}`),
          }),
          admin: defineSubcommandGroup({
            description: "Admin",
            subcommands: {
              purge: defineSubcommand({ description: "Purges", execute: (ctx) => void seen.push(ctx.path) }),
            },
          }),
        },
      }),
    );
    await handler.handle(
      slashCommand("list", [{ name: "add", type: 1, options: [{ name: "item", type: 3, value: "milk" }] }]),
    );
    await handler.handle(slashCommand("list", [{ name: "admin", type: 2, options: [{ name: "purge", type: 1 }] }]));
    expect(seen).toEqual(["list add: milk", "list admin purge"]);
    expect(handler.commandPayloads()).toEqual([
      {
        type: 1,
        name: "list",
        description: "Lists",
        options: [
          {
            type: 1,
            name: "add",
            description: "Adds",
            options: [{ type: 3, name: "item", description: "What", required: true }],
          },
          {
            type: 2,
            name: "admin",
            description: "Admin",
            options: [{ type: 1, name: "purge", description: "Purges", options: [] }],
          },
        ],
      },
    ]);
  });

  it("sends required options first, whatever their order in the definition", () => {
    const { body } = defineSlashCommand({
      name: "x",
      description: "x",
      options: {
        maybe: option.string({ description: "x" }),
        must: option.string({ description: "x", required: true }),
      },
      execute: () => undefined,
    });
    expect(body).toMatchObject({ options: [{ name: "must" }, { name: "maybe" }] });
  });

  it("refuses a definition that breaks a limit, with every fault", () => {
    expect(() =>
      defineSlashCommand({
        name: "Not Valid",
        description: "",
        options: { UPPER: option.string({ description: "x" }) },
        execute: () => undefined,
      }),
    ).toThrow(/^name must be 1 to 32 lower-case.*; description must not be empty; options\[0\]\.name must be/);
  });

  it("asks a subcommand's own autocomplete, and one that was registered before it", async () => {
    const { handler, rest } = newHandler();
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "list",
        description: "Lists",
        subcommands: {
          add: defineSubcommand({
            description: "Adds",
            options: {
              item: option.string({
                description: "What",
                autocomplete: (ctx) => [`${ctx.focused.value}1`, { name: "Two", value: "2" }],
              }),
            },
            execute: () => undefined,
          }),
        },
      }),
    );
    const asked = autocomplete("list", [
      { name: "add", type: 1, options: [{ name: "item", type: 3, value: "v", focused: true }] },
    ]);
    await handler.handle(asked);
    const unregister = handler.registerAutocompleteHandler({
      commandName: "list add",
      optionName: "item",
      execute: (ctx) => ctx.respond(Array.from({ length: 30 }, (_, index) => `c${index}`)),
    });
    await handler.handle(structuredClone(asked));
    unregister();
    await handler.handle(structuredClone(asked));
    const [first, second, third] = rest.callbacks;
    expect(first).toEqual({
      type: 8,
      data: {
        choices: [
          { name: "v1", value: "v1" },
          { name: "Two", value: "2" },
        ],
      },
    });
    expect(second).toMatchObject({ data: { choices: { length: 25 } } });
    expect(third).toEqual(first);
  });

  it("refuses a second command of one name, and forgets one that is taken out", () => {
    const { handler } = newHandler();
    const command = { name: "x", description: "x", execute: () => undefined };
    const unregister = handler.registerSlashCommand(command);
    expect(() => handler.registerSlashCommand(command)).toThrow('a slash command "x" is registered');
    unregister();
    expect(handler.commandPayloads()).toEqual([]);
    expect(() => handler.registerSlashCommand(command)).not.toThrow();
  });

  it("takes every field of Discord's JSON from a plain object, and nothing that is the handler's", () => {
    const { handler } = newHandler();
    const json = {
      name: "plain",
      name_localizations: { de: "schlicht" },
      description: "Plain",
      description_localizations: { de: "Schlicht" },
      default_member_permissions: "8",
      nsfw: true,
      contexts: [0],
      integration_types: [0, 1],
    };
    handler.registerSlashCommand({ ...json, autoDefer: true, execute: () => undefined });
    expect(handler.commandPayloads()).toEqual([{ type: 1, ...json }]);
  });

  it("refuses a plain object whose JSON breaks a limit, with every fault", () => {
    const { handler } = newHandler();
    expect(() =>
      handler.registerSlashCommand({
        name: "Plain",
        description: "",
        default_member_permissions: "everybody",
        execute: () => undefined,
      }),
    ).toThrow(/name .*; default_member_permissions .*; description /s);
  });

  it("runs a plain object's execute for each of its subcommands, and tells which by path", async () => {
    const { handler } = newHandler();
    const seen: unknown[] = [];
    handler.registerSlashCommand({
      name: "plain",
      description: "Plain",
      options: [
        { type: 1, name: "one", description: "One", options: [{ type: 4, name: "n", description: "N" }] },
        { type: 2, name: "g", description: "G", options: [{ type: 1, name: "two", description: "Two" }] },
      ],
      execute: (ctx) => void seen.push([ctx.path, ctx.options["n"]]),
    });
    await handler.handle(
      slashCommand("plain", [{ name: "one", type: 1, options: [{ name: "n", type: 4, value: 3 }] }]),
    );
    await handler.handle(slashCommand("plain", [{ name: "g", type: 2, options: [{ name: "two", type: 1 }] }]));
    expect(seen).toEqual([
      ["plain one", 3],
      ["plain g two", undefined],
    ]);
  });
});

describe("menu commands", () => {
  it("hand over their target", async () => {
    const { handler, errors } = newHandler();
    const seen: unknown[] = [];
    handler.registerCommand(
      defineUserCommand({ name: "Who is this", execute: (ctx) => void seen.push(ctx.target.member?.nick) }),
    );
    handler.registerCommand(
      defineMessageCommand({ name: "Quote", nsfw: true, execute: (ctx) => void seen.push(ctx.target.content) }),
    );
    await handler.handle(userCommand("Who is this", "70000000000000001", { users, members }));
    await handler.handle(messageCommand("Quote", "5", { messages: { "5": { id: "5", content: "said" } } }));
    expect(errors).toEqual([]);
    expect(seen).toEqual(["Bobby", "said"]);
    expect(handler.commandPayloads()).toEqual([
      { type: 2, name: "Who is this" },
      { type: 3, name: "Quote", nsfw: true },
    ]);
  });
});

describe("components", () => {
  it("can not be registered for the same custom ids under other names of their parameters", () => {
    const { handler } = newHandler();
    handler.registerComponentHandler({ customId: "vote/:poll", execute: () => undefined });
    expect(() => handler.registerComponentHandler({ customId: "vote/:choice", execute: () => undefined })).toThrow(
      'a component handler for "vote/:poll" is registered',
    );
    // The rest of the id, with its slashes: not the same.
    handler.registerComponentHandler({ customId: "vote/{rest}", execute: () => undefined });
    handler.registerComponentHandler({ customId: "vote/:poll/:choice", execute: () => undefined });
  });

  it("find the exact custom id before a pattern, and the more specific pattern before the other", async () => {
    const { handler } = newHandler();
    const seen: string[] = [];
    for (const customId of ["{any}", "vote:{id}", "vote:close:{id}", "vote:all"]) {
      handler.registerComponentHandler({ customId, execute: () => void seen.push(customId) });
    }
    for (const id of ["vote:all", "vote:close:1", "vote:1", "other"]) await handler.handle(button(id));
    expect(seen).toEqual(["vote:all", "vote:close:{id}", "vote:{id}", "{any}"]);
  });

  it("pitfall 26: the same custom id is found every time, and long ids keep their digits", async () => {
    const { handler } = newHandler();
    const seen: string[] = [];
    const vote = defineComponent({
      customId: "vote:{poll}:{choice}",
      execute: (ctx) => void seen.push(ctx.params.poll),
    });
    handler.registerComponentHandler(vote);
    const customId = vote.customId({ poll: "1362213912946147499", choice: "yes" });
    for (let time = 0; time < 3; time++) await handler.handle(button(customId));
    expect(seen).toEqual(["1362213912946147499", "1362213912946147499", "1362213912946147499"]);
  });

  it("works after a restart: a new handler reads what the old one wrote", async () => {
    const customId = definePage([]).customId({ list: "a/b %", number: 2n });
    const seen: unknown[] = [];
    const { handler } = newHandler();
    handler.registerComponentHandler(definePage(seen));
    await handler.handle(button(customId));
    expect(seen).toEqual([{ list: "a/b %", number: "2" }]);
  });

  it("hand over what was chosen in each kind of select menu", async () => {
    const { handler, errors } = newHandler();
    const seen: unknown[] = [];
    handler.registerComponentHandler({
      customId: "pick",
      execute: (ctx) => void seen.push([ctx.values, ctx.users.length, ctx.roles.length, ctx.channels.length]),
    });
    handler.registerComponentHandler({
      customId: "mentionables",
      execute: (ctx) => void seen.push(ctx.mentionables.map(({ kind }) => kind)),
    });
    await handler.handle(select("pick", 3, ["a", "b"]));
    await handler.handle(select("pick", 5, ["70000000000000001"], { users, members }));
    await handler.handle(select("pick", 6, ["80000000000000001"], { roles }));
    await handler.handle(select("pick", 8, ["60000000000000001"], { channels }));
    await handler.handle(select("mentionables", 7, ["80000000000000001", "70000000000000001"], { users, roles }));
    await handler.handle(button("pick"));
    expect(errors).toEqual([]);
    expect(seen).toEqual([
      [["a", "b"], 0, 0, 0],
      [["70000000000000001"], 1, 0, 0],
      [["80000000000000001"], 0, 1, 0],
      [["60000000000000001"], 0, 0, 1],
      ["role", "user"],
      [[], 0, 0, 0],
    ]);
  });

  it("refuses two handlers for one custom id", () => {
    const { handler } = newHandler();
    handler.registerComponentHandler({ customId: "vote:{id}", execute: () => undefined });
    expect(() => handler.registerComponentHandler({ customId: "vote:{id}", execute: () => undefined })).toThrow(
      'a component handler for "vote:{id}" is registered',
    );
  });
});

describe("modals", () => {
  it("hand over every kind of field, and what is empty for those that are missing", async () => {
    const { handler, errors } = newHandler();
    const seen: unknown[] = [];
    handler.registerModalHandler(
      defineModal({
        customId: "form:{id}",
        fields: {
          text: "text",
          select: "select",
          users: "users",
          files: "files",
          radio: "radio",
          boxes: "checkboxes",
          box: "checkbox",
          missing: "roles",
          unchosen: "radio",
        },
        execute: (ctx) => void seen.push(ctx.params.id, ctx.fields),
      }),
    );
    const fields = [
      { type: 4, custom_id: "text", value: "hello" },
      { type: 3, custom_id: "select", values: ["a"] },
      { type: 5, custom_id: "users", values: ["70000000000000001"] },
      { type: 19, custom_id: "files", values: ["90000000000000001"] },
      { type: 21, custom_id: "radio", value: "r" },
      { type: 22, custom_id: "boxes", values: ["x", "y"] },
      { type: 23, custom_id: "box", value: true },
      { type: 21, custom_id: "unchosen", value: null },
    ];
    await handler.handle(
      modal(
        "form:1",
        fields.map((component) => ({ type: 18, id: 1, component })),
        {},
        { users, attachments },
      ),
    );
    expect(errors).toEqual([]);
    expect(seen).toEqual([
      "1",
      {
        text: "hello",
        select: ["a"],
        users: [{ id: "70000000000000001", username: "bob" }],
        files: [attachments["90000000000000001"]],
        radio: "r",
        boxes: ["x", "y"],
        box: true,
        missing: [],
        unchosen: undefined,
      },
    ]);
  });

  it("are opened with a builder that has the custom id, and read the older rows, too", async () => {
    const { handler, rest } = newHandler();
    const seen: unknown[] = [];
    const form = defineModal({
      customId: "form:{id}",
      fields: { reason: "text" },
      execute: (ctx) => void seen.push(ctx.fields.reason),
    });
    handler.registerModalHandler(form);
    handler.registerSlashCommand({
      name: "open",
      description: "Opens",
      execute: (ctx) => ctx.showModal(form.builder({ id: 5 }).title("Form").addText("Hello")),
    });
    await handler.handle(slashCommand("open"));
    await handler.handle(
      modal("form:5", [{ type: 1, components: [{ type: 4, custom_id: "reason", value: "because" }] }]),
    );
    expect(rest.callbacks).toEqual([
      { type: 9, data: { custom_id: "form:5", title: "Form", components: [{ type: 10, content: "Hello" }] } },
    ]);
    expect(seen).toEqual(["because"]);
  });

  it("may update the message whose button opened them", async () => {
    const { handler, rest } = newHandler();
    handler.registerModalHandler({ customId: "edit", execute: (ctx) => ctx.update("changed") });
    await handler.handle(modal("edit", [], { message: { id: "700" } }));
    expect(rest.callbacks).toEqual([{ type: 7, data: { content: "changed" } }]);
  });
});
