import { describe, expect, it } from "vitest";
import type { Body } from "./rest-fixture.ts";
import { fieldErrors, useRest } from "./rest-fixture.ts";

const rest = useRest();

const ping = { name: "ping", description: "Says pong" };

describe("application commands", () => {
  it("are created once, and replaced under the same name", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/commands`;
    const first = await api.request("POST", path, ping);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      ...ping,
      type: 1,
      application_id: api.seeded.applicationId,
      version: expect.any(String),
    });
    const second = await api.request("POST", path, { ...ping, description: "Says more" });
    expect(second.status).toBe(200);
    expect(second.body.id).toBe(first.body.id);
    expect(second.body.version).not.toBe(first.body.version);
    const edited = await api.request("PATCH", `${path}/${first.body.id}`, { description: "Says less" });
    expect(edited.body).toMatchObject({ name: "ping", description: "Says less" });
    expect((await api.request("DELETE", `${path}/${first.body.id}`)).status).toBe(204);
    expect((await api.request("GET", `${path}/${first.body.id}`)).body.code).toBe(10063);
  });

  it("of users and messages have no description", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/commands`;
    const answer = await api.request("POST", path, { name: "Report", type: 3, description: "Tells on them" });
    expect(answer.status).toBe(400);
    expect(fieldErrors(answer)).toEqual({ description: "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED" });
    expect((await api.request("POST", path, { name: "Report", type: 3, description: "" })).status).toBe(201);
  });

  it.each([
    [1, 100],
    [2, 15],
    [3, 15],
  ])("of type %i are at most %i, also when all are replaced", async (type, max) => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/commands`;
    const commands = Array.from({ length: max + 1 }, (_, index) => ({
      name: `c${index}`,
      type,
      ...(type === 1 ? { description: "d" } : {}),
    }));
    const refused = { status: 400, body: { code: 30032 } };
    expect(await api.request("PUT", path, commands)).toMatchObject(refused);
    expect((await api.request("PUT", path, commands.slice(1))).status).toBe(200);
    expect(await api.request("POST", path, commands[0])).toMatchObject(refused);
  });

  it("are replaced all at once, and what does not change keeps its id and version", async () => {
    const api = await rest();
    const path = `/applications/${api.seeded.applicationId}/guilds/${api.seeded.guildId}/commands`;
    const put = async (body: unknown): Promise<Body[]> => {
      await api.request("PUT", path, body);
      return api.list(path);
    };
    const before = await put([ping, { name: "Report", type: 3 }]);
    expect(before).toMatchObject([{ guild_id: api.seeded.guildId }, { type: 3, description: "" }]);
    const after = await put([{ name: "other", description: "x" }, ping]);
    expect(after.map(({ name }) => name)).toEqual(["other", "ping"]);
    expect(after[1]).toEqual(before[0]);
    expect(await put([])).toEqual([]);
  });

  it("belong to their application", async () => {
    const api = await rest();
    expect((await api.request("GET", "/applications/123/commands")).body.code).toBe(20012);
    const path = `/applications/${api.seeded.applicationId}/guilds/1/commands`;
    expect((await api.request("GET", path)).body.code).toBe(50001);
  });

  it.each([
    [{ name: "Has Space", description: "x" }, { name: "APPLICATION_COMMAND_INVALID_NAME" }],
    [{ name: "Upper", description: "x" }, { name: "APPLICATION_COMMAND_INVALID_NAME" }],
    [{ name: "a" }, { description: "BASE_TYPE_REQUIRED" }],
    [{ name: "a", description: "d".repeat(101) }, { description: "BASE_TYPE_BAD_LENGTH" }],
    [
      { ...ping, options: [option(3, "a"), option(3, "b", { required: true })] },
      { "options.1": "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID" },
    ],
    [
      { ...ping, options: [option(3, "a"), option(3, "a")] },
      { "options.1": "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS" },
    ],
    [{ ...ping, options: [option(1, "a"), option(3, "b")] }, { options: "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" }],
    [
      { ...ping, options: [option(1, "a", { options: [option(2, "b")] })] },
      { "options.0.options.0.type": "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID" },
    ],
    [
      { ...ping, options: [option(4, "a", { choices: [{ name: "x", value: "text" }] })] },
      { "options.0.choices.0.value": "BASE_TYPE_CHOICES" },
    ],
    [
      { ...ping, options: [option(3, "a", { autocomplete: true, choices: [{ name: "x", value: "y" }] })] },
      { "options.0.autocomplete": "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES" },
    ],
    [
      { ...ping, options: Array.from({ length: 26 }, (_, index) => option(3, `o${index}`)) },
      { options: "BASE_TYPE_MAX_LENGTH" },
    ],
    [{ ...ping, name_localizations: { xx: "ping" } }, { "name_localizations.xx": "BASE_TYPE_CHOICES" }],
    [
      {
        ...ping,
        options: Array.from({ length: 25 }, (_, index) =>
          option(3, `o${index}`, {
            choices: Array.from({ length: 25 }, (__, inner) => ({ name: `choice ${inner}`, value: "v".repeat(90) })),
          }),
        ),
      },
      { "": "APPLICATION_COMMAND_TOO_LARGE" },
    ],
  ])("refuses %j", async (command, errors) => {
    const api = await rest();
    const answer = await api.request("POST", `/applications/${api.seeded.applicationId}/commands`, command);
    expect(answer.status).toBe(400);
    expect(fieldErrors(answer)).toEqual(errors);
  });

  it("refuses two of one name in one go", async () => {
    const api = await rest();
    const answer = await api.request("PUT", `/applications/${api.seeded.applicationId}/commands`, [ping, ping]);
    expect(fieldErrors(answer)).toEqual({ "1": "APPLICATION_COMMANDS_DUPLICATE_NAME" });
  });

  it("takes subcommands in groups, three levels deep", async () => {
    const api = await rest();
    const options = [
      option(2, "group", { options: [option(1, "sub", { options: [option(6, "who", { required: true })] })] }),
    ];
    const { status, body } = await api.request("POST", `/applications/${api.seeded.applicationId}/commands`, {
      ...ping,
      options,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ options });
  });

  it("describes the application", async () => {
    const api = await rest();
    const { body } = await api.request("GET", "/oauth2/applications/@me");
    expect(body).toMatchObject({
      id: api.seeded.applicationId,
      name: "Zignal Bot",
      owner: { username: "alice" },
      flags: (1 << 13) | (1 << 15) | (1 << 19),
    });
    expect((await api.request("GET", "/applications/@me")).body).toEqual(body);
    const changed = await api.request("PATCH", "/applications/@me", { description: "A bot" });
    expect(changed.body).toMatchObject({ description: "A bot" });
  });
});

function option(type: number, name: string, rest: object = {}): object {
  return { type, name, description: "d", ...rest };
}
