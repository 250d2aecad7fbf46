import { invalidForm, unknown } from "../world/api-error.ts";
import type { Onboarding, WelcomeScreen } from "../world/community.ts";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Call, Endpoints } from "./call.ts";
import { form } from "./call.ts";
import { array, boolean, choice, nullable, snowflake, string } from "./fields.ts";
import { guildIdOf } from "./guild-endpoints.ts";
import { object, optional, required } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const emoji = {
  emoji_id: optional(nullable(snowflake)),
  emoji_name: optional(nullable(string({ max: 100 }))),
};

const welcomeChannel = object({
  ...emoji,
  channel_id: required(snowflake),
  description: required(string({ min: 1, max: 50 })),
});

const welcomeForm = object({
  enabled: optional(nullable(boolean)),
  description: optional(nullable(string({ max: 140 }))),
  welcome_channels: optional(nullable(array(welcomeChannel, { max: 5 }))),
});

const promptOption = object({
  ...emoji,
  id: optional(nullable(snowflake)),
  title: required(string({ min: 1, max: 50 })),
  description: optional(nullable(string({ max: 100 }))),
  emoji_animated: optional(nullable(boolean)),
  channel_ids: optional(nullable(array(snowflake))),
  role_ids: optional(nullable(array(snowflake))),
});

const prompt = object({
  id: required(snowflake),
  type: optional(choice([0, 1])),
  title: required(string({ min: 1, max: 100 })),
  options: required(array(promptOption, { min: 1, max: 50 })),
  single_select: optional(nullable(boolean)),
  required: optional(nullable(boolean)),
  in_onboarding: optional(nullable(boolean)),
});

const onboardingForm = object({
  enabled: optional(nullable(boolean)),
  mode: optional(nullable(choice([0, 1]))),
  default_channel_ids: optional(nullable(array(snowflake, { max: 500 }))),
  prompts: optional(nullable(array(prompt, { max: 15 }))),
});

/** @throws {ApiError} 50035 for a channel that is not the guild's */
function requireChannels(call: Call, guildId: string, ids: readonly string[], field: string): void {
  const index = ids.findIndex((id) => call.world.channels.get(id)?.guild_id !== guildId);
  if (index >= 0) throw invalidForm([field, index], "CHANNEL_INVALID", "Invalid channel");
}

function welcomePayload({ description, welcome_channels }: WelcomeScreen): object {
  return { description, welcome_channels };
}

type PromptBody = NonNullable<ReturnType<typeof prompt>>;

function promptOf({ options, ...fields }: PromptBody): Onboarding["prompts"][number] {
  const flags = { single_select: false, required: false, in_onboarding: true, type: 0 };
  return {
    ...flags,
    ...fields,
    options: options.map(({ emoji_id, emoji_name, emoji_animated, ...option }) => ({
      description: null,
      channel_ids: [],
      role_ids: [],
      ...option,
      emoji: { id: emoji_id ?? null, name: emoji_name ?? null, animated: emoji_animated ?? false },
    })),
  };
}

export const communityEndpoints: Endpoints = {
  get_guild_welcome_screen: (call) => {
    const screen = call.world.community.welcomeScreen(guildIdOf(call));
    if (screen === undefined) throw unknown("Guild Welcome Screen");
    return ok(welcomePayload(screen));
  },

  update_guild_welcome_screen: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild);
    const { enabled, description, welcome_channels: channels } = form(call, welcomeForm);
    const ids = (channels ?? []).map(({ channel_id: id }) => id);
    requireChannels(call, guildId, ids, "welcome_channels");
    const change: Partial<WelcomeScreen> = {
      ...(typeof enabled === "boolean" ? { enabled } : {}),
      ...(description === undefined ? {} : { description }),
      ...(channels === undefined
        ? {}
        : { welcome_channels: (channels ?? []).map((channel) => ({ emoji_id: null, emoji_name: null, ...channel })) }),
    };
    return ok(welcomePayload(call.world.community.updateWelcomeScreen(guildId, change)));
  },

  // The server guide, which nobody has set up here.
  get_guild_new_member_welcome: (call) => {
    guildIdOf(call);
    return noContent;
  },

  get_guilds_onboarding: (call) => {
    const guildId = guildIdOf(call);
    return ok({ guild_id: guildId, ...call.world.community.onboarding(guildId) });
  },

  put_guilds_onboarding: (call) => {
    const guildId = guildIdOf(call, PermissionBit.ManageGuild | PermissionBit.ManageRoles);
    const { enabled, mode, default_channel_ids: channels, prompts } = form(call, onboardingForm);
    requireChannels(call, guildId, channels ?? [], "default_channel_ids");
    const change: Partial<Onboarding> = {
      ...(typeof enabled === "boolean" ? { enabled } : {}),
      ...(typeof mode === "number" ? { mode } : {}),
      ...(channels === undefined ? {} : { default_channel_ids: channels ?? [] }),
      ...(prompts === undefined ? {} : { prompts: (prompts ?? []).map(promptOf) }),
    };
    return ok({ guild_id: guildId, ...call.world.community.updateOnboarding(guildId, change) });
  },
};
