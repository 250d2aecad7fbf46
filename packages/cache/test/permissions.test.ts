import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { Permissions } from "@zignal/types/permissions";
import { Cache } from "../src/index.ts";
import { event, guild, member, role, textChannel, thread } from "./fixtures.ts";

const { bits } = Permissions;
const guildId = "10";
const ownerId = "900";
const userId = "500";
const channelId = "30";
const threadId = "31";
const roleIds = ["20", "21", "22"];

interface Overwrite {
  id: string;
  type: number;
  allow: string;
  deny: string;
}

interface World {
  everyone: bigint;
  roles: readonly bigint[];
  memberRoles: readonly string[];
  overwrites: readonly Overwrite[];
  isOwner: boolean;
  timedOut: boolean;
}

const nowMs = Date.parse("2026-01-01T00:00:00Z");

function cacheOf({ everyone, roles, memberRoles, overwrites, isOwner, timedOut }: World): Cache {
  const cache = new Cache();
  const until = timedOut ? "2026-01-01T00:00:01.000000+00:00" : "2025-12-31T23:59:59.000000+00:00";
  const sent = guild(guildId, {
    owner_id: isOwner ? userId : ownerId,
    roles: [
      role(guildId, { permissions: String(everyone) }),
      ...roles.map((permissions, index) => role(roleIds[index] ?? "", { permissions: String(permissions) })),
    ],
    channels: [textChannel(channelId, guildId, { permission_overwrites: overwrites }) as never],
    threads: [thread(threadId, guildId, channelId)],
    members: [member(userId, { roles: [...memberRoles], communication_disabled_until: until })],
  });
  cache.apply(event("GUILD_CREATE", sent));
  return cache;
}

/**
 * Discord's pseudocode, line by line, then what is denied implicitly, as its page tells.
 * @see {@link https://docs.discord.com/developers/topics/permissions#permission-overwrites | Discord Docs/Permission Overwrites}
 */
function documented(world: World, inThread: boolean): bigint {
  const all = Permissions.all;
  if (world.isOwner) return all;
  let permissions = world.everyone;
  for (const id of world.memberRoles) permissions |= world.roles[roleIds.indexOf(id)] ?? 0n;
  if ((permissions & bits.administrator) === bits.administrator) return all;

  const overwrite = (id: string) => world.overwrites.find((each) => each.id === id);
  const ofEveryone = overwrite(guildId);
  if (ofEveryone !== undefined) {
    permissions &= ~BigInt(ofEveryone.deny);
    permissions |= BigInt(ofEveryone.allow);
  }
  let allow = 0n;
  let deny = 0n;
  for (const id of world.memberRoles) {
    const ofRole = overwrite(id);
    if (ofRole !== undefined) {
      allow |= BigInt(ofRole.allow);
      deny |= BigInt(ofRole.deny);
    }
  }
  permissions &= ~deny;
  permissions |= allow;
  const ofMember = overwrite(userId);
  if (ofMember !== undefined) {
    permissions &= ~BigInt(ofMember.deny);
    permissions |= BigInt(ofMember.allow);
  }

  if (world.timedOut) permissions &= bits.viewChannel | bits.readMessageHistory;
  if ((permissions & bits.viewChannel) === 0n) return 0n;
  const send = inThread ? bits.sendMessagesInThreads : bits.sendMessages;
  if ((permissions & send) === 0n) {
    for (const bit of [bits.mentionEveryone, bits.sendTtsMessages, bits.attachFiles, bits.embedLinks]) {
      permissions &= ~bit;
    }
  }
  return permissions;
}

const channelBits = Object.values(bits).filter((bit) => bit !== bits.administrator);
const someBits = fc.subarray(channelBits).map((chosen) => chosen.reduce((sum, bit) => sum | bit, 0n));
const overwriteOf = (id: string, type: number) =>
  fc.record({ id: fc.constant(id), type: fc.constant(type), allow: someBits.map(String), deny: someBits.map(String) });

const worlds: fc.Arbitrary<World> = fc.record({
  everyone: someBits,
  roles: fc.array(fc.oneof({ weight: 8, arbitrary: someBits }, { weight: 1, arbitrary: fc.constant(8n) }), {
    minLength: 3,
    maxLength: 3,
  }),
  memberRoles: fc.shuffledSubarray(roleIds),
  overwrites: fc
    .tuple(overwriteOf(guildId, 0), ...roleIds.map((id) => overwriteOf(id, 0)), overwriteOf(userId, 1))
    .chain((all) => fc.shuffledSubarray(all)),
  isOwner: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
  timedOut: fc.boolean(),
});

const plain: World = {
  everyone: bits.viewChannel | bits.sendMessages | bits.sendMessagesInThreads | bits.embedLinks,
  roles: [bits.manageMessages, bits.banMembers, bits.administrator],
  memberRoles: ["20"],
  overwrites: [],
  isOwner: false,
  timedOut: false,
};

describe("permissions from what is cached", () => {
  test.prop([worlds])("are those of Discord's documented algorithm, in channels and in threads", (world) => {
    const cache = cacheOf(world);
    expect(cache.getChannelPermissions(channelId, userId, nowMs)).toBe(documented(world, false));
    expect(cache.getChannelPermissions(threadId, userId, nowMs)).toBe(documented(world, true));
  });

  it("of the guild as a whole are those of the roles; a time-out leaves reading", () => {
    const granted = plain.everyone | bits.manageMessages;
    expect(cacheOf(plain).getMemberPermissions(guildId, userId, nowMs)).toBe(granted);
    expect(cacheOf({ ...plain, timedOut: true }).getMemberPermissions(guildId, userId, nowMs)).toBe(bits.viewChannel);
    expect(cacheOf({ ...plain, memberRoles: ["22"] }).getMemberPermissions(guildId, userId)).toBe(Permissions.all);
  });

  it("are told from now on when no time is given", () => {
    const cache = cacheOf(plain);
    const hence = new Date(Date.now() + 60_000).toISOString().replace("Z", "000+00:00");
    cache.addMember(guildId, member(userId, { communication_disabled_until: hence }));
    expect(cache.getChannelPermissions(channelId, userId)).toBe(bits.viewChannel);
  });

  it("follow events", () => {
    const cache = cacheOf(plain);
    cache.apply(event("GUILD_ROLE_UPDATE", { guild_id: guildId, role: role("20", { permissions: "8" }) }));
    expect(cache.getChannelPermissions(channelId, userId)).toBe(Permissions.all);
    cache.apply(event("GUILD_ROLE_DELETE", { guild_id: guildId, role_id: "20" }));
    expect(cache.getChannelPermissions(channelId, userId)).toBe(plain.everyone);
    const overwrites = [{ id: guildId, type: 0, allow: "0", deny: String(bits.viewChannel) }];
    cache.apply(event("CHANNEL_UPDATE", textChannel(channelId, guildId, { permission_overwrites: overwrites })));
    expect(cache.getChannelPermissions(threadId, userId)).toBe(0n);
  });

  it("are not guessed where something that decides is not known", () => {
    const cache = cacheOf(plain);
    expect(cache.getChannelPermissions("99", userId)).toBeUndefined();
    expect(cache.getChannelPermissions(channelId, "99")).toBeUndefined();
    expect(cache.getMemberPermissions("99", userId)).toBeUndefined();
    expect(cache.getMemberPermissions(guildId, "not an id")).toBeUndefined();
    // A role of which nothing is known could grant anything.
    cache.addMember(guildId, member(userId, { roles: ["20", "29"] }));
    expect(cache.getChannelPermissions(channelId, userId)).toBeUndefined();
    // A thread whose channel is not known has overwrites that nobody knows.
    cache.addThread(thread("32", guildId, "98"));
    cache.addMember(guildId, member(userId, { roles: [] }));
    expect(cache.getChannelPermissions("32", userId)).toBeUndefined();
    expect(cache.getChannelPermissions(threadId, userId)).toBe(plain.everyone);
    // The owner may do everything, whatever else is known.
    expect(cache.getChannelPermissions(channelId, ownerId)).toBe(Permissions.all);
  });

  it("do not exist in direct messages", () => {
    const cache = new Cache();
    const direct: object = { id: "70", type: 1, last_message_id: null, recipients: [] };
    cache.addChannel(direct as never);
    expect(cache.getChannelPermissions("70", userId)).toBeUndefined();
  });
});
