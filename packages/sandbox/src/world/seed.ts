import type { NewApplication } from "./applications.ts";
import { ChannelType } from "./channel-types.ts";
import { PermissionBit } from "./permission-bits.ts";
import type { World } from "./world.ts";

/** Ids of what a seeded world begins with. */
export interface SeededWorld {
  token: string;
  applicationId: string;
  botId: string;
  guildId: string;
  /** Ids by name: `general`, `bot-playground`, `Voice Lounge`, and the category `Text Channels`. */
  channels: Readonly<Record<string, string>>;
  /** Ids by name: `alice`, `bob`, `carol`, and the bot. */
  users: Readonly<Record<string, string>>;
  /** Ids by name: `@everyone`, `Admin`, `Moderator`, `Members`, and the bot's own. */
  roles: Readonly<Record<string, string>>;
}

const botPermissions =
  PermissionBit.ViewChannel |
  PermissionBit.SendMessages |
  PermissionBit.SendMessagesInThreads |
  PermissionBit.CreatePublicThreads |
  PermissionBit.CreatePrivateThreads |
  PermissionBit.ManageThreads |
  PermissionBit.EmbedLinks |
  PermissionBit.AttachFiles |
  PermissionBit.ReadMessageHistory |
  PermissionBit.AddReactions |
  PermissionBit.UseExternalEmojis |
  PermissionBit.MentionEveryone |
  PermissionBit.ManageMessages |
  PermissionBit.PinMessages |
  PermissionBit.ManageChannels |
  PermissionBit.ManageGuild |
  PermissionBit.ManageRoles |
  PermissionBit.ManageWebhooks |
  PermissionBit.ManageNicknames |
  PermissionBit.ChangeNickname |
  PermissionBit.KickMembers |
  PermissionBit.BanMembers |
  PermissionBit.ModerateMembers |
  PermissionBit.CreateInstantInvite |
  PermissionBit.Connect |
  PermissionBit.MuteMembers |
  PermissionBit.DeafenMembers |
  PermissionBit.MoveMembers |
  PermissionBit.SendPolls |
  PermissionBit.Speak |
  PermissionBit.UseSoundboard |
  PermissionBit.SetVoiceChannelStatus |
  PermissionBit.ViewAuditLog |
  PermissionBit.CreateEvents |
  PermissionBit.ManageEvents |
  PermissionBit.CreateGuildExpressions |
  PermissionBit.ManageGuildExpressions |
  PermissionBit.SendTtsMessages |
  PermissionBit.UseApplicationCommands;

/**
 * Fills an empty world: the guild "Zignal Lab" owned by alice, with a few channels, roles and people, and one bot that may
 * do about everything short of administrating.
 */
export function seedWorld(world: World, application: Partial<Omit<NewApplication, "ownerId">> = {}): SeededWorld {
  const [alice, bob, carol] = (["alice", "bob", "carol"] as const).map((username) =>
    world.users.create({ username, globalName: username.charAt(0).toUpperCase() + username.slice(1) }),
  );
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error("three users were made");
  const app = world.applications.create({ name: "Zignal Bot", ...application, ownerId: alice.id });
  const guild = world.guilds.create({ name: "Zignal Lab", owner_id: alice.id });
  const guildId = guild.id;

  const category = world.channels.create(guildId, { name: "Text Channels", type: ChannelType.GuildCategory });
  const general = world.channels.create(guildId, {
    name: "general",
    parent_id: category.id,
    topic: "Talk about anything",
  });
  const playground = world.channels.create(guildId, { name: "bot-playground", parent_id: category.id });
  const voice = world.channels.create(guildId, { name: "Voice Lounge", type: ChannelType.GuildVoice });
  world.guilds.update(guildId, { system_channel_id: general.id });

  const members = world.roles.create(guildId, { name: "Members", color: 0x3498db, mentionable: true });
  const moderator = world.roles.create(guildId, {
    name: "Moderator",
    color: 0x2ecc71,
    hoist: true,
    permissions: String(PermissionBit.ManageMessages | PermissionBit.KickMembers | PermissionBit.ModerateMembers),
  });
  const admin = world.roles.create(guildId, {
    name: "Admin",
    color: 0xe74c3c,
    hoist: true,
    permissions: String(PermissionBit.Administrator),
  });
  world.members.addRole(guildId, alice.id, admin.id);
  for (const user of [bob, carol]) world.joinGuild(guildId, user.id);
  world.members.addRole(guildId, bob.id, moderator.id);
  world.members.addRole(guildId, carol.id, members.id);

  world.joinGuild(guildId, app.botId);
  const botRole = world.roles.list(guildId).find(({ tags }) => tags?.bot_id === app.botId);
  if (botRole === undefined) throw new Error("a bot that joins has a role of its own");
  world.roles.update(guildId, botRole.id, { permissions: String(botPermissions) });
  // Below Admin, above those it manages.
  world.roles.move(guildId, [
    { id: members.id, position: 1 },
    { id: moderator.id, position: 2 },
    { id: botRole.id, position: 3 },
    { id: admin.id, position: 4 },
  ]);
  for (const { id } of [alice, bob, carol]) world.presences.set(id, { status: "online", platform: "desktop" });

  const bot = world.users.require(app.botId);
  return {
    token: app.token,
    applicationId: app.id,
    botId: app.botId,
    guildId,
    channels: {
      [category.name ?? ""]: category.id,
      general: general.id,
      "bot-playground": playground.id,
      "Voice Lounge": voice.id,
    },
    users: { alice: alice.id, bob: bob.id, carol: carol.id, [bot.username]: bot.id },
    roles: {
      "@everyone": guildId,
      [members.name]: members.id,
      [moderator.name]: moderator.id,
      [admin.name]: admin.id,
      [botRole.name]: botRole.id,
    },
  };
}
