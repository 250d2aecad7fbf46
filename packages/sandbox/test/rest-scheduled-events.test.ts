import { describe, expect, it } from "vitest";
import { fieldErrors, type RestFixture, useRest } from "./rest-fixture.ts";

const rest = useRest();

const hour = 3_600_000;

function at(api: RestFixture, hours: number): string {
  return new Date(api.world.nowMs() + hours * hour).toISOString();
}

function external(api: RestFixture): object {
  return {
    name: "Picnic",
    description: "Bring cake",
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: "The park" },
    scheduled_start_time: at(api, 1),
    scheduled_end_time: at(api, 3),
  };
}

function inVoice(api: RestFixture): object {
  const channelId = api.seeded.channels["Voice Lounge"];
  const start = { scheduled_start_time: at(api, 1), privacy_level: 2 };
  return { name: "Quiz", entity_type: 2, channel_id: channelId, ...start };
}

describe("scheduled events", () => {
  it("are created, read, started, ended and told of, with those who are interested", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/scheduled-events`;
    const { body } = await api.request("POST", path, external(api));
    expect(body).toMatchObject({
      name: "Picnic",
      status: 1,
      channel_id: null,
      creator: { id: api.seeded.botId },
      entity_metadata: { location: "The park" },
    });
    expect(api.of("GUILD_SCHEDULED_EVENT_CREATE")).toMatchObject([{ id: body.id, name: "Picnic" }]);
    api.world.scheduledEvents.setInterest({ guildId: api.seeded.guildId, id: body.id }, api.id("carol"), true);
    expect(api.of("GUILD_SCHEDULED_EVENT_USER_ADD")).toEqual([
      { guild_scheduled_event_id: body.id, user_id: api.id("carol"), guild_id: api.seeded.guildId },
    ]);
    expect((await api.request("GET", `${path}/${body.id}?with_user_count=true`)).body).toMatchObject({ user_count: 2 });
    const users = await api.list(`${path}/${body.id}/users?with_member=true&after=${api.id("alice")}`);
    expect(users).toMatchObject([
      { user: { username: "carol" }, member: { roles: [api.seeded.roles["Members"]] } },
      { user: { id: api.seeded.botId } },
    ]);
    expect((await api.request("GET", `${path}/${body.id}/users/counts`)).body).toEqual({
      guild_scheduled_event_count: 2,
      guild_scheduled_event_exception_counts: {},
    });
    expect((await api.request("PATCH", `${path}/${body.id}`, { status: 2 })).body).toMatchObject({ status: 2 });
    expect((await api.request("PATCH", `${path}/${body.id}`, { status: 3 })).body).toMatchObject({ status: 3 });
    expect(api.of("GUILD_SCHEDULED_EVENT_UPDATE")).toMatchObject([{ status: 2 }, { status: 3 }]);
    expect((await api.request("PATCH", `${path}/${body.id}`, { name: "Late" })).body.code).toBe(180_000);
    expect(await api.list(path)).toEqual([]);
    expect((await api.request("DELETE", `${path}/${body.id}`)).status).toBe(204);
    expect(api.of("GUILD_SCHEDULED_EVENT_DELETE")).toMatchObject([{ id: body.id }]);
    expect((await api.request("GET", `${path}/${body.id}`)).body.code).toBe(10070);
  });

  it("need what their kind of place needs, a start to come, and an end after it", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/scheduled-events`;
    const faults = async (change: object, base: object = external(api)): Promise<Record<string, string>> =>
      fieldErrors(await api.request("POST", path, { ...base, ...change }));
    expect(await faults({ scheduled_end_time: null })).toEqual({ scheduled_end_time: "BASE_TYPE_REQUIRED" });
    expect(await faults({ entity_metadata: null })).toEqual({ entity_metadata: "BASE_TYPE_REQUIRED" });
    expect(await faults({ channel_id: null }, inVoice(api))).toEqual({ channel_id: "BASE_TYPE_REQUIRED" });
    expect(await faults({ scheduled_start_time: at(api, -1) })).toEqual({
      scheduled_start_time: "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
    });
    expect(Object.keys(await faults({ scheduled_end_time: at(api, 0.5) }))).toEqual(["scheduled_end_time"]);
    expect(await faults({ name: "x".repeat(101), entity_type: 9 })).toEqual({
      name: "BASE_TYPE_BAD_LENGTH",
      entity_type: "BASE_TYPE_CHOICES",
    });
    const wrongKind = await api.request("POST", path, { ...inVoice(api), channel_id: api.general });
    expect(wrongKind.body.code).toBe(10003);
    const { body } = await api.request("POST", path, inVoice(api));
    expect(fieldErrors(await api.request("PATCH", `${path}/${body.id}`, { status: 3 }))).toEqual({
      status: "INVALID_GUILD_SCHEDULED_EVENT_STATUS_TRANSITION",
    });
    expect(fieldErrors(await api.request("PATCH", `${path}/${body.id}`, { entity_type: 3, channel_id: null }))).toEqual(
      {
        scheduled_end_time: "BASE_TYPE_REQUIRED",
      },
    );
    expect(fieldErrors(await api.request("PATCH", `${path}/${body.id}`, { channel_id: null }))).toEqual({
      channel_id: "BASE_TYPE_REQUIRED",
    });
  });

  it("go with their channel, and are for those who may manage them", async () => {
    const api = await rest();
    const { guildId, roles } = api.seeded;
    const path = `/guilds/${guildId}/scheduled-events`;
    const { body } = await api.request("POST", path, inVoice(api));
    const foreign = api.world.scheduledEvents.create(guildId, {
      creatorId: api.id("alice"),
      name: "Alice's",
      entity_type: 3,
      scheduled_start_time: at(api, 1),
    });
    api.world.roles.update(guildId, roles["Zignal Bot"] ?? "", { permissions: String((1n << 44n) | (1n << 10n)) });
    expect((await api.request("PATCH", `${path}/${foreign.id}`, { name: "x" })).body.code).toBe(50013);
    expect((await api.request("PATCH", `${path}/${body.id}`, { name: "Pub quiz" })).body.name).toBe("Pub quiz");
    api.world.deleteChannel(api.seeded.channels["Voice Lounge"] ?? "");
    expect(api.of("GUILD_SCHEDULED_EVENT_DELETE")).toMatchObject([{ id: body.id, name: "Pub quiz" }]);
    expect((await api.request("POST", path, { ...external(api) })).status).toBe(200);
    api.world.roles.update(guildId, roles["Zignal Bot"] ?? "", { permissions: "0" });
    expect((await api.request("POST", path, external(api))).body.code).toBe(50013);
  });

  it("that recur can be moved or called off for one time", async () => {
    const api = await rest();
    const path = `/guilds/${api.seeded.guildId}/scheduled-events`;
    const rule = { start: at(api, 1), frequency: 2, interval: 1, by_weekday: [0] };
    const { body } = await api.request("POST", path, { ...external(api), recurrence_rule: rule });
    expect(body).toMatchObject({ recurrence_rule: rule });
    const exceptions = `${path}/${body.id}/exceptions`;
    const original = at(api, 169);
    const made = await api.request("POST", exceptions, { original_scheduled_start_time: original, is_canceled: true });
    expect(made.body).toMatchObject({ event_id: body.id, is_canceled: true });
    const { event_exception_id: id } = JSON.parse(JSON.stringify(made.body));
    expect((await api.request("GET", `${path}/${body.id}`)).body).toMatchObject({
      guild_scheduled_event_exceptions: [{ event_exception_id: id }],
    });
    const moved = { is_canceled: false, scheduled_start_time: at(api, 170) };
    expect((await api.request("PATCH", `${exceptions}/${id}`, moved)).body).toMatchObject(moved);
    const place = { guildId: api.seeded.guildId, id: body.id, exceptionId: id };
    api.world.scheduledEvents.setInterest(place, api.id("bob"), true);
    expect(await api.list(`${path}/${body.id}/${id}/users`)).toMatchObject([{ user: { username: "bob" } }]);
    expect((await api.request("DELETE", `${exceptions}/${id}`)).status).toBe(204);
    expect((await api.request("DELETE", `${exceptions}/${id}`)).body.code).toBe(10070);
  });
});

describe("stages", () => {
  it("begin, change and end, one at a time, and begin the event they were planned for", async () => {
    const api = await rest();
    const { guildId } = api.seeded;
    const stage = api.world.channels.create(guildId, { name: "Stage", type: 13 });
    const planned = { name: "Talk", entity_type: 1, channel_id: stage.id, scheduled_start_time: at(api, 1) };
    const event = await api.request("POST", `/guilds/${guildId}/scheduled-events`, { ...planned, privacy_level: 2 });
    const start = { channel_id: stage.id, topic: "Whales", guild_scheduled_event_id: event.body.id };
    const { body } = await api.request("POST", "/stage-instances", start);
    expect(body).toMatchObject({ topic: "Whales", guild_id: guildId, privacy_level: 2 });
    expect(api.of("STAGE_INSTANCE_CREATE")).toMatchObject([{ id: body.id }]);
    expect(api.of("GUILD_SCHEDULED_EVENT_UPDATE").at(-1)).toMatchObject({ id: event.body.id, status: 2 });
    expect((await api.request("POST", "/stage-instances", start)).body.code).toBe(150_006);
    const path = `/stage-instances/${stage.id}`;
    expect((await api.request("GET", path)).body.id).toBe(body.id);
    expect((await api.request("PATCH", path, { topic: "Sharks" })).body).toMatchObject({ topic: "Sharks" });
    expect((await api.request("DELETE", path)).status).toBe(204);
    expect(api.of("STAGE_INSTANCE_DELETE")).toMatchObject([{ id: body.id, topic: "Sharks" }]);
    expect((await api.request("GET", path)).body.code).toBe(10067);
    expect((await api.request("POST", "/stage-instances", { ...start, channel_id: api.general })).body.code).toBe(
      50024,
    );
    expect(fieldErrors(await api.request("POST", "/stage-instances", { channel_id: stage.id, topic: "" }))).toEqual({
      topic: "BASE_TYPE_REQUIRED",
    });
  });
});
