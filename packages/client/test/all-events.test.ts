import {
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  GatewayDispatchEvents,
  InteractionType,
} from "@zignal/types";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  ActionRowBuilder,
  ButtonBuilder,
  type CamelCase,
  ChannelSelectBuilder,
  CheckboxBuilder,
  CheckboxGroupBuilder,
  Client,
  type ClientEvents,
  ContainerBuilder,
  type DispatchData,
  type DispatchName,
  FileBuilder,
  FileUploadBuilder,
  LabelBuilder,
  MediaGalleryBuilder,
  MentionableSelectBuilder,
  RadioGroupBuilder,
  RoleSelectBuilder,
  SectionBuilder,
  SeparatorBuilder,
  silentLogger,
  StringSelectBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  Thread,
  ThumbnailBuilder,
  UserSelectBuilder,
} from "../src/index.ts";
import { eventName } from "../src/event-names.ts";
import { createStructureFactory } from "../src/structures/structure-factory.ts";
import type { StructureHost } from "../src/structures/structure-host.ts";

const id = "1290000000000000001";

/** What most bodies have, so that structures can be made of it. */
const body = {
  id,
  guild_id: id,
  channel_id: id,
  user: { id, username: "alice" },
  author: { id, username: "alice" },
  role: { id, name: "Painters", permissions: "0" },
  type: 2,
  data: { id, name: "ping", type: 1 },
  token: "token",
  application_id: id,
};

describe("every event of the gateway", () => {
  const names = Object.values(GatewayDispatchEvents).filter((name) => name !== "READY" && name !== "RESUMED");

  it.each(names)("%s is a typed event with a name of its own, which reaches its listeners", (name) => {
    const errors: unknown[] = [];
    const client = new Client({ token: "MTIz.abc.def", intents: 0, cache: false, logger: silentLogger });
    client.on("error", (error) => errors.push(error));
    const heard: unknown[][] = [];
    const event = eventName(name) as keyof ClientEvents;
    client.on(event, (...parameters: unknown[]) => heard.push(parameters));
    const gateway = client.gateway as unknown as { emit(event: string, ...parameters: unknown[]): void };
    gateway.emit("dispatch", { op: 0, s: 1, t: name, d: body }, 3);
    expect(errors).toEqual([]);
    expect(heard).toHaveLength(1);
    const [subject, context] = heard[0] ?? [];
    expect(subject).toBeTypeOf("object");
    expect(context).toEqual({ shardId: 3, previous: undefined, raw: body });
  });

  it("has a type, and so has its body: a new one of Discord's fails here", () => {
    expectTypeOf<Exclude<CamelCase<DispatchName>, keyof ClientEvents>>().toEqualTypeOf<"resumed">();
    type WithoutBody = {
      [Name in DispatchName]: [DispatchData<Name>] extends [undefined] ? Name : never;
    }[DispatchName];
    expectTypeOf<WithoutBody>().toEqualTypeOf<"RESUMED">();
  });
});

const requestMembers: StructureHost["requestMembers"] = () => Promise.resolve({ members: [], notFound: [] });

describe("every type of channel", () => {
  const kinds = {
    GuildText: "channel",
    DM: "direct",
    GuildVoice: "channel",
    GroupDM: "direct",
    GuildCategory: "channel",
    GuildAnnouncement: "channel",
    GuildNews: "channel",
    AnnouncementThread: "thread",
    GuildNewsThread: "thread",
    PublicThread: "thread",
    GuildPublicThread: "thread",
    PrivateThread: "thread",
    GuildPrivateThread: "thread",
    GuildStageVoice: "channel",
    GuildDirectory: "channel",
    GuildForum: "channel",
    GuildMedia: "channel",
  } satisfies Record<keyof typeof ChannelType, "channel" | "direct" | "thread">;

  it.each(Object.entries(kinds))("%s is known to be a %s", (name, kind) => {
    const { rest } = new Client({ token: "MTIz.abc.def", intents: 0 });
    const make = createStructureFactory(() => host);
    const host: StructureHost = { rest, cache: undefined, make, requestMembers };
    const channel = host.make.channel({ id, type: ChannelType[name as keyof typeof ChannelType] } as never);
    expect([channel instanceof Thread, channel.isThread, channel.isDirect]).toEqual([
      kind === "thread",
      kind === "thread",
      kind === "direct",
    ]);
  });
});

describe("every type of component", () => {
  const builders = {
    ActionRow: new ActionRowBuilder(),
    Button: new ButtonBuilder(),
    StringSelect: new StringSelectBuilder(),
    SelectMenu: new StringSelectBuilder(),
    TextInput: new TextInputBuilder(),
    UserSelect: new UserSelectBuilder(),
    RoleSelect: new RoleSelectBuilder(),
    MentionableSelect: new MentionableSelectBuilder(),
    ChannelSelect: new ChannelSelectBuilder(),
    Section: new SectionBuilder(),
    TextDisplay: new TextDisplayBuilder(),
    Thumbnail: new ThumbnailBuilder("https://example.org/a.png"),
    MediaGallery: new MediaGalleryBuilder(),
    File: new FileBuilder("a.txt"),
    Separator: new SeparatorBuilder(),
    Container: new ContainerBuilder(),
    Label: new LabelBuilder("Name", new TextInputBuilder()),
    FileUpload: new FileUploadBuilder(),
    RadioGroup: new RadioGroupBuilder(),
    CheckboxGroup: new CheckboxGroupBuilder(),
    Checkbox: new CheckboxBuilder(),
  } satisfies Record<Exclude<keyof typeof ComponentType, "ContentInventoryEntry">, unknown>;

  it.each(Object.entries(builders))("%s has a builder", (name, builder) => {
    const { type } = builder.build({ validate: false });
    expect(type).toBe(ComponentType[name as keyof typeof ComponentType]);
  });
});

describe("every type of interaction", () => {
  const data = {
    Ping: undefined,
    ApplicationCommand: { id, name: "ping", type: ApplicationCommandType.ChatInput },
    MessageComponent: { custom_id: "button", component_type: ComponentType.Button },
    ApplicationCommandAutocomplete: {
      id,
      name: "ping",
      type: ApplicationCommandType.ChatInput,
      options: [{ name: "text", type: 3, value: "a", focused: true }],
    },
    ModalSubmit: { custom_id: "modal", components: [] },
  } satisfies Record<keyof typeof InteractionType, unknown>;

  it.each(Object.entries(data).filter(([name]) => name !== "Ping"))("%s reaches its listener", (name, content) => {
    const client = new Client({ token: "MTIz.abc.def", intents: 0, cache: false, logger: silentLogger });
    const heard: string[] = [];
    client.on("interactionCreate", (interaction) => heard.push(interaction.user.username));
    const gateway = client.gateway as unknown as { emit(event: string, ...parameters: unknown[]): void };
    const type = InteractionType[name as keyof typeof InteractionType];
    gateway.emit("dispatch", { op: 0, s: 1, t: "INTERACTION_CREATE", d: { ...body, type, data: content } }, 0);
    expect(heard).toEqual(["alice"]);
  });
});
