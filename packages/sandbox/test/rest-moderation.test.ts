import { describe, expect, it } from "vitest";
import { createSandbox } from "../src/index.ts";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

const rule = { name: "No cats", event_type: 1, trigger_type: 1, enabled: true };
const words = { keyword_filter: ["cat*", "*dog"], regex_patterns: ["^fish+$"], allow_list: ["catalogue"] };

describe("auto-moderation", () => {
  it("has rules that are created, changed and deleted", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/auto-moderation/rules`;
    const actions = [
      { type: 1, metadata: { custom_message: "No" } },
      { type: 2, metadata: { channel_id: api.general } },
      { type: 3, metadata: { duration_seconds: 60 } },
    ];
    const { body } = await api.request("POST", path, { ...rule, trigger_metadata: words, actions });
    expect(body).toMatchObject({ ...rule, trigger_metadata: words, actions, creator_id: api.seeded.botId });
    expect(api.of("AUTO_MODERATION_RULE_CREATE")).toMatchObject([{ id: body.id }]);
    expect(await api.list(path)).toMatchObject([{ id: body.id }]);
    expect((await api.request("PATCH", `${path}/${body.id}`, { enabled: false })).body).toMatchObject({
      enabled: false,
      trigger_metadata: words,
    });
    expect((await api.request("GET", `${path}/${body.id}`)).body).toMatchObject({ enabled: false });
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect(api.of("AUTO_MODERATION_RULE_DELETE")).toMatchObject([{ id: body.id }]);
    expect((await api.request("GET", `${path}/${body.id}`)).status).toBe(404);
  });

  it("refuses what makes no rule, and too many of a kind", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/auto-moderation/rules`;
    const faults = async (change: object): Promise<Record<string, string>> =>
      fieldErrors(await api.request("POST", path, { ...rule, ...change }));
    expect(await faults({ trigger_type: 2, name: "" })).toEqual({
      trigger_type: "BASE_TYPE_CHOICES",
      name: "BASE_TYPE_REQUIRED",
    });
    expect(await faults({ actions: [] })).toEqual({ actions: "BASE_TYPE_BAD_LENGTH" });
    expect(await faults({ actions: [{ type: 2, metadata: { channel_id: "1" } }] })).toEqual({
      "actions.0.metadata.channel_id": "CHANNEL_INVALID",
    });
    expect(await faults({ trigger_type: 3, actions: [{ type: 3, metadata: { duration_seconds: 1 } }] })).toEqual({
      "actions.0.type": "AUTO_MODERATION_INVALID_ACTION",
    });
    for (let count = 0; count < 6; count += 1) expect((await api.request("POST", path, rule)).status).toBe(200);
    expect(await faults({})).toEqual({ trigger_type: "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED" });
    api.world.roles.update(api.seeded.guildId, api.seeded.roles["Zignal Bot"] ?? "", { permissions: "0" });
    expect((await api.request("GET", path)).body.code).toBe(50013);
  });

  it("holds people's messages against them: refuses, alerts and times out, but not moderators or what is exempt", async () => {
    await using sandbox = await createSandbox();
    const { world, guildId, channels, roles } = sandbox;
    const { general = "", "bot-playground": playground = "" } = channels;
    world.autoModeration.create(guildId, {
      ...rule,
      creator_id: sandbox.botId,
      trigger_metadata: { ...words, mention_total_limit: 1 },
      actions: [
        { type: 1, metadata: {} },
        { type: 2, metadata: { channel_id: playground } },
        { type: 3, metadata: { duration_seconds: 60 } },
      ],
      exempt_roles: [roles["Moderator"] ?? ""],
      exempt_channels: [playground],
    });
    const [alice, bob, carol] = [sandbox.user("alice"), sandbox.user("bob"), sandbox.user("carol")];
    const executions: object[] = [];
    sandbox.observe(({ t, d }) => t === "AUTO_MODERATION_ACTION_EXECUTION" && executions.push(d));
    for (const fine of ["concatenate", "a catalogue", "doghouse", "fishing"]) await carol.sendMessage("general", fine);
    await alice.sendMessage("general", "cats");
    await bob.sendMessage("general", "cats");
    await carol.sendMessage("bot-playground", "cats");
    expect(executions).toEqual([]);
    await expect(carol.sendMessage("general", "two Cats")).rejects.toMatchObject({ code: 200_000 });
    expect(executions).toMatchObject([
      { action: { type: 1 }, matched_keyword: "cat*", matched_content: "Cats", content: "two Cats", user_id: carol.id },
      { action: { type: 2 }, alert_system_message_id: expect.stringMatching(/^\d+$/) },
      { action: { type: 3 }, channel_id: general },
    ]);
    expect(world.messages.list(playground, { limit: 1 })[0]).toMatchObject({ type: 24 });
    expect(world.permissions.isTimedOut(world.members.require(guildId, carol.id))).toBe(true);
    await expect(carol.sendMessage("general", "hello")).rejects.toMatchObject({ code: 50013 });
  });
});

describe("the audit log", () => {
  it("says who did what to whom, what changed and why, newest first", async () => {
    const api = await rest();
    const { guildId } = api.seeded;
    const headers = { "x-audit-log-reason": encodeURIComponent("Grüße") };
    const { body: role } = await api.request("POST", `/guilds/${guildId}/roles`, { name: "Painters" }, { headers });
    await api.request("PATCH", `/guilds/${guildId}/roles/${role.id}`, { name: "Artists", hoist: true });
    await api.request("PATCH", `/guilds/${guildId}/roles/${role.id}`, { name: "Artists" });
    await api.request("PUT", `/guilds/${guildId}/members/${api.id("carol")}/roles/${role.id}`);
    await api.request("PATCH", `/guilds/${guildId}/members/${api.id("carol")}`, { nick: "Caz" });
    await api.request("DELETE", `/guilds/${guildId}/members/${api.id("carol")}`);
    await api.request("PUT", `/guilds/${guildId}/bans/${api.id("alice")}`);
    const log = await api.request("GET", `/guilds/${guildId}/audit-logs`);
    const { audit_log_entries: entries, users } = JSON.parse(JSON.stringify(log.body));
    expect(entries).toMatchObject([
      { action_type: 20, target_id: api.id("carol"), user_id: api.seeded.botId },
      { action_type: 24, changes: [{ key: "nick", new_value: "Caz" }] },
      { action_type: 25, changes: [{ key: "$add", new_value: [{ id: role.id, name: "Artists" }] }] },
      {
        action_type: 31,
        changes: [
          { key: "name", old_value: "Painters", new_value: "Artists" },
          { key: "hoist", old_value: false, new_value: true },
        ],
      },
      { action_type: 30, target_id: role.id, reason: "Grüße" },
    ]);
    expect(entries).toHaveLength(5);
    expect(users).toContainEqual(expect.objectContaining({ id: api.id("carol") }));
    expect(api.of("GUILD_AUDIT_LOG_ENTRY_CREATE")).toHaveLength(5);
    expect(api.of("GUILD_AUDIT_LOG_ENTRY_CREATE")[0]).toMatchObject({ guild_id: guildId, action_type: 30 });
    const query = async (text: string): Promise<{ action_type: number }[]> => {
      const { body } = await api.request("GET", `/guilds/${guildId}/audit-logs?${text}`);
      return JSON.parse(JSON.stringify(body)).audit_log_entries;
    };
    expect((await query("after=0&limit=2")).map(({ action_type: action }) => action)).toEqual([30, 31]);
    expect((await query(`target_id=${role.id}`)).map(({ action_type: action }) => action)).toEqual([31, 30]);
    expect((await query(`before=${entries[3].id}`)).map(({ action_type: action }) => action)).toEqual([30]);
    expect(await query("action_type=22")).toEqual([]);
    api.world.roles.update(guildId, api.seeded.roles["Zignal Bot"] ?? "", { permissions: "0" });
    expect((await api.request("GET", `/guilds/${guildId}/audit-logs`)).body.code).toBe(50013);
  });
});
