import { createRequire } from "node:module";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/**
 * What Discord asks libraries to send: a URL and a version.
 * @see {@link https://docs.discord.com/developers/reference#user-agent | Discord Docs/User Agent}
 */
export const defaultUserAgent: string = `DiscordBot (https://github.com/zignal/zignal-ts, ${version})`;
