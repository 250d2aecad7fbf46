import { PermissionFlagsBits } from "discord-api-types/v10";
import { describe, expect, it } from "vitest";
import { channelPermissions, guildPermissions, Permissions } from "../src/index.ts";

const everyone = { id: "1", permissions: String(Permissions.from(["viewChannel", "sendMessages", "embedLinks"])) };
const moderator = { id: "2", permissions: String(Permissions.from(["kickMembers"])) };
const admin = { id: "3", permissions: String(Permissions.bits.administrator) };
const guild = { id: "1", owner_id: "100", roles: [everyone, moderator, admin] };

function overwrite(id: string, type: 0 | 1, allow: bigint, deny: bigint) {
  return { id, type, allow: String(allow), deny: String(deny) };
}

describe("Permissions", () => {
  it("has every permission that Discord knows, at Discord's bit", () => {
    expect(new Set(Permissions.names.map((name) => Permissions.bits[name]))).toEqual(
      new Set(Object.values(PermissionFlagsBits)),
    );
  });

  it("goes between names, bits and Discord's decimal string", () => {
    const bits = Permissions.from({ banMembers: true, sendVoiceMessages: true, connect: false });
    expect(bits).toBe((1n << 2n) | (1n << 46n));
    expect(Permissions.from(String(bits))).toBe(bits);
    expect(Permissions.toNames(bits)).toEqual(["banMembers", "sendVoiceMessages"]);
    expect(Permissions.toNames(1n << 63n)).toEqual([]);
  });

  it("lets administrator contain everything", () => {
    expect(Permissions.has(Permissions.bits.administrator, ["banMembers", "connect"])).toBe(true);
    expect(Permissions.has(["banMembers"], ["banMembers", "connect"])).toBe(false);
  });

  it.each([
    [{ fly: true }, 'unknown permission "fly"'],
    [{ speak: 1 }, "permissions.speak: must be true or false (was 1)"],
    ["12x", "decimal string"],
    [-1n, "must not be negative"],
    [3, "must be flags"],
  ])("refuses %o and names what is wrong", (input, message) => {
    expect(() => Permissions.from(input as never)).toThrow(message);
  });
});

describe("guildPermissions", () => {
  it("gives the owner everything, with no role at all", () => {
    expect(guildPermissions({ guild, userId: "100", member: { roles: [] } })).toBe(Permissions.all);
  });

  it("adds the member's roles to everyone's", () => {
    const result = guildPermissions({ guild, userId: "5", member: { roles: ["2"] } });
    expect(Permissions.toNames(result).toSorted()).toEqual([
      "embedLinks",
      "kickMembers",
      "sendMessages",
      "viewChannel",
    ]);
  });

  it("gives an administrator everything", () => {
    expect(guildPermissions({ guild, userId: "5", member: { roles: ["3"] } })).toBe(Permissions.all);
  });

  it("leaves a member in time-out only what reading needs, until the time-out has passed", () => {
    const member = { roles: ["2"], communication_disabled_until: "2026-01-01T00:00:00.000Z" };
    const until = Date.parse("2026-01-01T00:00:00.000Z");
    expect(Permissions.toNames(guildPermissions({ guild, userId: "5", member }, until - 1))).toEqual(["viewChannel"]);
    expect(Permissions.has(guildPermissions({ guild, userId: "5", member }, until), ["kickMembers"])).toBe(true);
  });
});

describe("channelPermissions", () => {
  const { viewChannel, sendMessages, embedLinks, attachFiles, readMessageHistory } = Permissions.bits;

  it("applies the overwrites in Discord's order whatever the order of the list: everyone, roles together, member", () => {
    const everyoneDenies = overwrite("1", 0, 0n, sendMessages);
    const roleAllows = overwrite("2", 0, sendMessages, embedLinks);
    const memberAllows = overwrite("5", 1, attachFiles | embedLinks, 0n);
    const lists = [
      [everyoneDenies, roleAllows, memberAllows],
      [memberAllows, roleAllows, everyoneDenies],
      [roleAllows, memberAllows, everyoneDenies],
    ];
    for (const permission_overwrites of lists) {
      const channel = { id: "9", permission_overwrites };
      const result = channelPermissions({ guild, channel, userId: "5", member: { roles: ["2"] } });
      expect(Permissions.has(result, ["viewChannel", "sendMessages", "embedLinks", "attachFiles"])).toBe(true);
    }
  });

  it("lets an allow of one role win over a deny of another", () => {
    const channel = {
      id: "9",
      permission_overwrites: [overwrite("2", 0, 0n, viewChannel), overwrite("3b", 0, viewChannel, 0n)],
    };
    const result = channelPermissions({ guild, channel, userId: "5", member: { roles: ["2", "3b"] } });
    expect(result & viewChannel).toBe(viewChannel);
  });

  it("leaves nothing where the channel can not be seen", () => {
    const channel = { id: "9", permission_overwrites: [overwrite("1", 0, 0n, viewChannel)] };
    expect(channelPermissions({ guild, channel, userId: "5", member: { roles: ["2"] } })).toBe(0n);
  });

  it("takes away what goes with a message where none can be sent", () => {
    const channel = { id: "9", permission_overwrites: [overwrite("1", 0, 0n, sendMessages)] };
    const result = channelPermissions({ guild, channel, userId: "5", member: { roles: [] } });
    expect(Permissions.toNames(result)).toEqual(["viewChannel"]);
  });

  it("goes by the permission of threads in a thread, where that of channels has no effect", () => {
    const { sendMessagesInThreads } = Permissions.bits;
    for (const [allowed, denied, expected] of [
      [sendMessagesInThreads, sendMessages, embedLinks],
      [sendMessages, sendMessagesInThreads, 0n],
    ] as const) {
      const channel = { id: "9", type: 11, permission_overwrites: [overwrite("1", 0, allowed, denied)] };
      const result = channelPermissions({ guild, channel, userId: "5", member: { roles: [] } });
      expect(result & embedLinks).toBe(expected);
    }
  });

  it("does not let overwrites bind the owner or an administrator", () => {
    const channel = { id: "9", permission_overwrites: [overwrite("1", 0, 0n, Permissions.all)] };
    expect(channelPermissions({ guild, channel, userId: "100", member: { roles: [] } })).toBe(Permissions.all);
    expect(channelPermissions({ guild, channel, userId: "5", member: { roles: ["3"] } })).toBe(Permissions.all);
  });

  it("leaves a member in time-out reading, whatever the overwrites allow", () => {
    const channel = { id: "9", permission_overwrites: [overwrite("5", 1, sendMessages | readMessageHistory, 0n)] };
    const member = { roles: [], communication_disabled_until: new Date(Date.now() + 60_000).toISOString() };
    const result = channelPermissions({ guild, channel, userId: "5", member });
    expect(Permissions.toNames(result).toSorted()).toEqual(["readMessageHistory", "viewChannel"]);
  });

  it("takes a channel without overwrites, as direct messages and threads have none", () => {
    const result = channelPermissions({ guild, channel: { id: "9" }, userId: "5", member: { roles: [] } });
    expect(result).toBe(viewChannel | sendMessages | embedLinks);
  });
});
