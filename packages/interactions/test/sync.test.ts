import type { APIApplicationCommand, APIApplicationCommandOption } from "@zignal/types";
import { describe, expect, it } from "vitest";
import { defineSlashCommand, defineUserCommand, InteractionHandler, option } from "../src/index.ts";
import { RecordingRest } from "./recording-rest.ts";

/** A command as Discord lists it, with all that it adds. */
function listed(id: string, command: Partial<APIApplicationCommand> & { name: string }): APIApplicationCommand {
  return {
    id,
    application_id: "900",
    version: "1",
    type: 1,
    description: "",
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    integration_types: [0],
    contexts: null,
    ...command,
  };
}

const search = defineSlashCommand({
  name: "search",
  description: "Looks something up",
  nameLocalizations: { de: "suche" },
  options: {
    query: option.string({ description: "What", required: true }),
    limit: option.integer({ description: "How many", choices: [5, 10] }),
  },
  execute: () => undefined,
});

const searchListed = listed("1", {
  name: "search",
  description: "Looks something up",
  name_localizations: { de: "suche" },
  options: [
    { type: 3, name: "query", description: "What", required: true },
    {
      type: 4,
      name: "limit",
      description: "How many",
      choices: [
        { name: "5", value: 5 },
        { name: "10", value: 10, name_localizations: null },
      ],
    },
  ],
});

function newHandler(): { handler: InteractionHandler; rest: RecordingRest } {
  const rest = new RecordingRest();
  const handler = new InteractionHandler({ rest });
  handler.registerSlashCommand(search);
  return { handler, rest };
}

describe("syncCommands", () => {
  it("writes nothing when Discord has the commands as they are", async () => {
    const { handler, rest } = newHandler();
    rest.commands = [searchListed];
    const { plan, written } = await handler.syncCommands();
    expect(plan).toEqual({ create: [], update: [], delete: [], unchanged: [{ id: "1", name: "search", type: 1 }] });
    expect(written).toBe(0);
    expect(rest.methods).toEqual(["getMyApplication", "listApplicationCommands"]);
    expect(rest.calls[1]).toEqual(["listApplicationCommands", "900", { query: { with_localizations: true } }]);
  });

  it("creates, updates and deletes only what differs, and says which fields do", async () => {
    const { handler, rest } = newHandler();
    handler.registerCommand(defineUserCommand({ name: "search", execute: () => undefined }));
    handler.setApplicationId("901");
    const [query] = searchListed.options ?? [];
    rest.commands = [
      { ...searchListed, description: "Old", options: query === undefined ? [] : [query] },
      listed("2", { name: "gone", description: "Gone" }),
      listed("3", { name: "launch", type: 4, handler: 2 }),
    ];
    const { plan, written } = await handler.syncCommands();
    expect(plan.update).toEqual([{ id: "1", command: search.body, changed: ["description", "options"] }]);
    expect(plan.create).toEqual([{ command: { type: 2, name: "search" } }]);
    expect(plan.delete).toEqual([{ id: "2", name: "gone", type: 1 }]);
    expect(written).toBe(3);
    expect(rest.calls.slice(1)).toEqual([
      ["deleteApplicationCommand", "901", "2"],
      ["updateApplicationCommand", "901", "1", search.body],
      ["createApplicationCommand", "901", { type: 2, name: "search" }],
    ]);
  });

  it("shows the plan without writing in a dry run", async () => {
    const { handler, rest } = newHandler();
    const { plan, written } = await handler.syncCommands({ dryRun: true });
    expect(plan.create).toHaveLength(1);
    expect(written).toBe(0);
    expect(rest.methods).toEqual(["getMyApplication", "listApplicationCommands"]);
  });

  it("leaves unknown commands when asked to", async () => {
    const { handler, rest } = newHandler();
    rest.commands = [searchListed, listed("2", { name: "other" })];
    expect((await handler.syncCommands({ deleteUnknown: false })).written).toBe(0);
  });

  it("syncs a guild's commands, which have no contexts and no entry point", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest, applicationId: "900" });
    handler.registerSlashCommand(
      defineSlashCommand({ name: "x", description: "x", contexts: ["guild"], execute: () => undefined }),
    );
    await handler.syncCommands({ guildId: "500" });
    expect(rest.calls).toEqual([
      ["listGuildApplicationCommands", "900", "500", { query: { with_localizations: true } }],
      ["createGuildApplicationCommand", "900", "500", { type: 1, name: "x", description: "x" }],
    ]);
  });

  it.each([
    ["contexts", { contexts: ["guild" as const] }, { contexts: [0, 1] }],
    ["default_member_permissions", { defaultMemberPermissions: { kickMembers: true } }, {}],
    ["nsfw", { nsfw: true }, {}],
  ])("notices a change of %s", async (field, settings, remote) => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    handler.registerSlashCommand(
      defineSlashCommand({ name: "x", description: "x", ...settings, execute: () => undefined }),
    );
    rest.commands = [listed("1", { name: "x", description: "x", ...remote })];
    const { plan } = await handler.syncCommands({ dryRun: true });
    expect(plan.update.map(({ changed }) => changed)).toEqual([[field]]);
  });

  it("clears what a command no longer sets, as an update leaves alone what it does not name", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    handler.registerSlashCommand(defineSlashCommand({ name: "x", description: "x", execute: () => undefined }));
    rest.commands = [
      listed("1", {
        name: "x",
        description: "x",
        name_localizations: { de: "ix" },
        description_localizations: { de: "x" },
        options: [{ type: 3, name: "gone", description: "Gone" }],
        default_member_permissions: "8",
        nsfw: true,
      }),
    ];
    await handler.syncCommands();
    expect(rest.calls.at(-1)).toEqual([
      "updateApplicationCommand",
      "900",
      "1",
      {
        type: 1,
        name: "x",
        description: "x",
        name_localizations: null,
        description_localizations: null,
        options: [],
        default_member_permissions: null,
        nsfw: false,
      },
    ]);
  });

  it("finds no difference in the order of channel and file types", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    handler.registerSlashCommand(
      defineSlashCommand({
        name: "x",
        description: "x",
        options: {
          place: option.channel({ description: "Where", channelTypes: ["voice", "text"] }),
          proof: option.attachment({ description: "What", fileTypes: [".png", "audio"] }),
        },
        execute: () => undefined,
      }),
    );
    const proof = { type: 11, name: "proof", description: "What", file_types: ["audio", ".png"] } as const;
    const options: NonNullable<APIApplicationCommand["options"]> = [
      { type: 7, name: "place", description: "Where", channel_types: [0, 2] },
      // The types do not know `file_types` yet.
      proof as unknown as APIApplicationCommandOption,
    ];
    rest.commands = [listed("1", { name: "x", description: "x", options })];
    expect((await handler.syncCommands()).plan.unchanged).toHaveLength(1);
    rest.commands = [listed("1", { name: "x", description: "x", options: options.slice(0, 1) })];
    expect((await handler.syncCommands()).plan.update).toHaveLength(1);
  });

  it("leaves out of an update what did not change", async () => {
    const rest = new RecordingRest();
    const handler = new InteractionHandler({ rest });
    handler.registerSlashCommand(defineSlashCommand({ name: "x", description: "new", execute: () => undefined }));
    rest.commands = [listed("1", { name: "x", description: "x" })];
    await handler.syncCommands();
    expect(rest.calls.at(-1)?.[3]).toEqual({ type: 1, name: "x", description: "new" });
  });
});
