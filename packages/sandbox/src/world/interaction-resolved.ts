import type { Attachment } from "./attachments.ts";
import type { Channel } from "./channel-types.ts";
import { ComponentType, walkComponents } from "./components.ts";
import type { JsonObject } from "./json.ts";
import { objectsIn, stringsIn } from "./json.ts";
import type { MemberStore } from "./members.ts";
import type { PermissionRules } from "./permissions.ts";
import type { Role, RoleStore } from "./roles.ts";
import type { UserStore } from "./users.ts";

export interface ResolvingStores {
  users: UserStore;
  members: MemberStore;
  roles: RoleStore;
  permissions: PermissionRules;
  channel: (id: string) => Channel | undefined;
  attachment: (id: string) => Attachment | undefined;
  /** The message object, as the bot sees it. */
  message: (id: string) => object | undefined;
}

export interface ResolvingPlace {
  guildId: string | undefined;
  userId: string;
  botId: string;
}

type Kind = "user" | "role" | "mentionable" | "channel" | "attachment" | "message";

/** Types of options whose value is an id, and what it names. */
const optionKinds: Readonly<Record<number, Kind>> = {
  6: "user",
  7: "channel",
  8: "role",
  9: "mentionable",
  11: "attachment",
};

const selectKinds: Readonly<Record<number, Kind>> = {
  [ComponentType.UserSelect]: "user",
  [ComponentType.RoleSelect]: "role",
  [ComponentType.MentionableSelect]: "mentionable",
  [ComponentType.ChannelSelect]: "channel",
  [ComponentType.FileUpload]: "attachment",
};

const partialChannelFields = [
  "id",
  "type",
  "name",
  "parent_id",
  "guild_id",
  "last_message_id",
  "last_pin_timestamp",
  "nsfw",
  "flags",
  "rate_limit_per_user",
  "topic",
  "position",
  "thread_metadata",
] as const;

/**
 * The `resolved` part of an interaction's data: what the ids in options, select menus, modals and targets stand for.
 * @see {@link https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure | Discord Docs/Resolved Data}
 */
export function resolveData(data: JsonObject, place: ResolvingPlace, stores: ResolvingStores): JsonObject | undefined {
  const resolved: Record<string, Record<string, unknown>> = {};
  const put = (map: string, id: string, value: unknown): void => {
    (resolved[map] ??= {})[id] = value;
  };
  for (const [kind, id] of idsIn(data)) resolveOne(kind, id, place, stores, put);
  return Object.keys(resolved).length === 0 ? undefined : resolved;
}

function resolveOne(
  kind: Kind,
  id: string,
  place: ResolvingPlace,
  stores: ResolvingStores,
  put: (map: string, id: string, value: unknown) => void,
): void {
  const { guildId } = place;
  const role: Role | undefined = guildId === undefined ? undefined : stores.roles.get(guildId, id);
  if (kind === "role" || (kind === "mentionable" && role !== undefined)) {
    if (role !== undefined) put("roles", id, { ...role });
    return;
  }
  if (kind === "channel") {
    const channel = stores.channel(id);
    if (channel !== undefined) put("channels", id, partialChannel(channel, place, stores.permissions));
    return;
  }
  if (kind === "attachment") {
    const attachment = stores.attachment(id);
    if (attachment !== undefined) put("attachments", id, { ...attachment });
    return;
  }
  if (kind === "message") {
    const message = stores.message(id);
    if (message !== undefined) put("messages", id, message);
    return;
  }
  const user = stores.users.get(id);
  if (user === undefined) return;
  put("users", id, { ...user });
  const member = guildId === undefined ? undefined : stores.members.get(guildId, id);
  if (member === undefined || guildId === undefined) return;
  const { deaf: _deaf, mute: _mute, ...partial } = stores.members.partialPayload(member);
  put("members", id, { ...partial, permissions: String(stores.permissions.inGuild(id, guildId)) });
}

/** A channel as interactions show it: with the user's and the bot's permissions in it. */
export function partialChannel(channel: Channel, place: ResolvingPlace, permissions: PermissionRules): JsonObject {
  const partial: JsonObject = {};
  for (const field of partialChannelFields) if (channel[field] !== undefined) partial[field] = channel[field];
  return {
    ...partial,
    permissions: String(permissions.inChannel(place.userId, channel)),
    app_permissions: String(permissions.inChannel(place.botId, channel)),
  };
}

function* idsIn(data: JsonObject): Generator<[Kind, string]> {
  if (typeof data["target_id"] === "string") yield [data["type"] === 3 ? "message" : "user", data["target_id"]];
  yield* idsInOptions(objectsIn(data["options"]));
  yield* idsInSelect(data, data["component_type"]);
  for (const component of walkComponents(objectsIn(data["components"])))
    yield* idsInSelect(component, component["type"]);
}

function* idsInOptions(options: readonly JsonObject[]): Generator<[Kind, string]> {
  for (const option of options) {
    const kind = optionKinds[Number(option["type"])];
    if (kind !== undefined && typeof option["value"] === "string") yield [kind, option["value"]];
    yield* idsInOptions(objectsIn(option["options"]));
  }
}

function* idsInSelect(component: JsonObject, type: unknown): Generator<[Kind, string]> {
  const kind = selectKinds[Number(type)];
  if (kind === undefined) return;
  for (const id of stringsIn(component["values"])) yield [kind, id];
}
