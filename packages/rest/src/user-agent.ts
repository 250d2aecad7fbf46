import { createRequire } from "node:module";

const { name, version } = createRequire(import.meta.url)("../package.json") as { name: string; version: string };

/**
 * What Discord asks libraries to send: a URL and a version. The URL is that of the package, where whoever is troubled by its
 * requests finds who made it.
 * @see {@link https://docs.discord.com/developers/reference#user-agent | Discord Docs/User Agent}
 */
export const defaultUserAgent: string = `DiscordBot (https://www.npmjs.com/package/${name}, ${version})`;
