import type { OpenRestSubject, RestSubject, RestTarget } from "./rest-subject.ts";

/** The libraries that are measured over HTTP. To add one: a file in `rest/`, and its line here. */
const subjects: Readonly<Record<string, () => Promise<OpenRestSubject>>> = {
  undici: async () => (await import("./rest/undici.ts")).openUndici,
  "undici dispatch": async () => (await import("./rest/undici-dispatch.ts")).openUndiciDispatch,
  zignal: async () => (await import("./rest/zignal.ts")).openZignal,
  "discord.js": async () => (await import("./rest/discord.js.ts")).openDiscordJs,
  eris: async () => (await import("./rest/eris.ts")).openEris,
  "oceanic.js": async () => (await import("./rest/oceanic.js.ts")).openOceanic,
  discordeno: async () => (await import("./rest/discordeno.ts")).openDiscordeno,
  snowtransfer: async () => (await import("./rest/snowtransfer.ts")).openSnowTransfer,
  seyfert: async () => (await import("./rest/seyfert.ts")).openSeyfert,
  carbon: async () => (await import("./rest/carbon.ts")).openCarbon,
};

/** Names of the libraries, the floor first. */
export const restSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that. */
export async function openRestSubject(name: string, target: RestTarget): Promise<RestSubject> {
  const open = await subjects[name]?.();
  if (!open) throw new Error(`no subject is called ${name}`);
  return await open(target);
}
