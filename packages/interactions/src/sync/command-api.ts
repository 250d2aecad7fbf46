import { HttpError } from "@zignal/errors";
import type { APIApplicationCommand } from "@zignal/types";
import type { CommandRest } from "../interaction-rest.ts";

export interface CommandApiOptions {
  token: string;
  /** @defaultValue `https://discord.com/api/v10` */
  baseUrl?: string;
}

/** The most attempts at a request that Discord asks to repeat later. */
const maxAttempts = 5;

/** The few requests of the command sync, over `fetch`: for the command line, which needs no more of a REST client. */
export function commandApi({ token, baseUrl = "https://discord.com/api/v10" }: CommandApiOptions): CommandRest {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          authorization: `Bot ${token}`,
          "user-agent": "DiscordBot (https://www.npmjs.com/package/@zignal/interactions, 0)",
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return text === "" ? undefined : JSON.parse(text);
      if (response.status === 429 && attempt < maxAttempts) {
        await pause(Number(response.headers.get("retry-after") ?? 1) * 1000);
        continue;
      }
      throw new HttpError(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 500)}`, {
        method,
        route: path.replace(/\d{5,}/g, ":id"),
        status: response.status,
      });
    }
  };
  // What Discord answers to these requests is what its documentation says.
  return {
    getMyApplication: async () => (await call("GET", "/applications/@me")) as { id: string },
    listApplicationCommands: async (app) =>
      (await call("GET", `${commands(app)}?with_localizations=true`)) as APIApplicationCommand[],
    createApplicationCommand: (app, body) => call("POST", commands(app), body),
    updateApplicationCommand: (app, id, body) => call("PATCH", `${commands(app)}/${id}`, body),
    deleteApplicationCommand: (app, id) => call("DELETE", `${commands(app)}/${id}`),
    listGuildApplicationCommands: async (app, guild) =>
      (await call("GET", `${ofGuild(app, guild)}?with_localizations=true`)) as APIApplicationCommand[],
    createGuildApplicationCommand: (app, guild, body) => call("POST", ofGuild(app, guild), body),
    updateGuildApplicationCommand: (app, guild, id, body) => call("PATCH", `${ofGuild(app, guild)}/${id}`, body),
    deleteGuildApplicationCommand: (app, guild, id) => call("DELETE", `${ofGuild(app, guild)}/${id}`),
  };
}

function commands(applicationId: string): string {
  return `/applications/${applicationId}/commands`;
}

function ofGuild(applicationId: string, guildId: string): string {
  return `/applications/${applicationId}/guilds/${guildId}/commands`;
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
}
