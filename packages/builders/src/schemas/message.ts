import { componentType } from "../components/component-type.ts";
import { messageFlags } from "../message-flags.ts";
import { lazily } from "../lazily.ts";
import { allowedMentionsSchema } from "./allowed-mentions.ts";
import { topLevelComponent } from "./component.ts";
import { checkComponentTree } from "./component-rules.ts";
import { checkEmbedTotal, embedInMessage } from "./embed.ts";
import { list, object, optional, uniqueList, withRule } from "./combinators.ts";
import { bits, bool, decimal, field, oneOf, snowflake, text, webUrl } from "./fields.ts";
import type { Report } from "./combinators.ts";
import { pollSchema } from "./poll.ts";
import { asList, asRecord, isSet } from "./record.ts";
import type { Schema } from "./schema.ts";

const nonce: Schema = field(
  (value) => Number.isSafeInteger(value) || (typeof value === "string" && value.length <= 25),
  "a whole number, or text of at most 25 characters",
);

const attachmentId: Schema = field(
  (value) =>
    (Number.isSafeInteger(value) && Number(value) >= 0) || (typeof value === "string" && /^\d{1,20}$/.test(value)),
  "an id, or the number of the file",
);

/** @see {@link https://docs.discord.com/developers/resources/message#create-message | Discord Docs/Create Message} */
const fields: () => Schema = lazily(() =>
  object({
    content: optional(text(0, 2000)),
    nonce: optional(nonce),
    enforce_nonce: optional(bool),
    tts: optional(bool),
    embeds: optional(list(embedInMessage(), 0, 10)),
    allowed_mentions: optional(allowedMentionsSchema()),
    message_reference: optional(
      object({
        type: optional(oneOf([0, 1])),
        message_id: snowflake,
        channel_id: optional(snowflake),
        guild_id: optional(snowflake),
        fail_if_not_exists: optional(bool),
      }),
    ),
    components: optional(list(topLevelComponent(), 0, 40)),
    sticker_ids: optional(uniqueList(snowflake, 0, 3)),
    attachments: optional(
      list(
        object({
          id: attachmentId,
          filename: optional(text(1, 1024)),
          title: optional(text(0, 1024)),
          description: optional(text(0, 1024)),
          duration_secs: optional(decimal(0, 2 ** 31 - 1)),
          waveform: optional(text(0, 400)),
          is_spoiler: optional(bool),
        }),
        0,
        10,
      ),
    ),
    flags: optional(bits),
    poll: optional(pollSchema()),
    files: optional(list(object({ name: text(1, 1024), description: optional(text(0, 1024)) }), 0, 10)),
    // Of webhooks.
    username: optional(text(1, 80)),
    avatar_url: optional(webUrl),
    thread_name: optional(text(1, 100)),
    applied_tags: optional(list(snowflake, 0, 5)),
    shared_client_theme: optional(object({})),
  }),
);

/** A message to edit, or part of one. */
export const messageEditSchema: () => Schema = lazily(() => withRule(fields(), checkWhole));

/** A message to send. */
export const messageSchema: () => Schema = lazily(() =>
  withRule(messageEditSchema(), (message, report) => {
    if (!hasSubstance(message)) {
      report([], "is empty: give it content, an embed, a component, a file, a sticker, a poll or a message to forward");
    }
  }),
);

function hasSubstance(message: unknown): boolean {
  const json = asRecord(message);
  const content = json["content"];
  return (
    (typeof content === "string" && content.trim() !== "") ||
    ["embeds", "components", "files", "sticker_ids", "attachments"].some((name) => asList(json[name]).length > 0) ||
    isSet(json["poll"]) ||
    isSet(json["shared_client_theme"]) ||
    isForward(json)
  );
}

function isForward(message: Readonly<Record<string, unknown>>): boolean {
  return asRecord(message["message_reference"])["type"] === 1;
}

function checkWhole(message: unknown, report: Report): void {
  const json = asRecord(message);
  const { embeds, components, flags, nonce: id, enforce_nonce } = json;
  checkEmbedTotal(embeds, report);
  if (components !== undefined) {
    checkComponentTree(components, "components", report);
    if (usesComponentsV2(components, flags)) checkComponentsV2(json, report);
    else if (asList(components).length > 5)
      report(["components"], `must be at most 5 action rows (was ${asList(components).length})`);
  }
  if (enforce_nonce === true && !isSet(id)) report(["nonce"], "is required when enforce_nonce is set");
  if (isForward(json)) checkForward(json, report);
  if (hasFlag(flags, messageFlags.isVoiceMessage)) checkVoiceMessage(json, report);
}

function hasFlag(flags: unknown, flag: number): boolean {
  return typeof flags === "number" && (flags & flag) !== 0;
}

/** Does a message with these components need components V2, or ask for them? */
export function usesComponentsV2(components: unknown, flags: unknown): boolean {
  if (hasFlag(flags, messageFlags.isComponentsV2)) return true;
  return asList(components).some((component) => asRecord(component)["type"] !== componentType.actionRow);
}

function checkComponentsV2(json: Readonly<Record<string, unknown>>, report: Report): void {
  if (!hasFlag(json["flags"], messageFlags.isComponentsV2)) {
    report(["flags"], `must have IS_COMPONENTS_V2 (${messageFlags.isComponentsV2}) for these components`);
  }
  for (const name of ["content", "embeds", "sticker_ids", "poll", "shared_client_theme"]) {
    const value = json[name];
    if (!isSet(value) || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    report([name], "must be left out of a message with components V2: use a text display or a container");
  }
}

function checkForward(json: Readonly<Record<string, unknown>>, report: Report): void {
  if (!isSet(asRecord(json["message_reference"])["channel_id"])) {
    report(["message_reference", "channel_id"], "is required to forward a message");
  }
}

/** @see {@link https://docs.discord.com/developers/resources/message#voice-messages | Discord Docs/Voice Messages} */
function checkVoiceMessage(json: Readonly<Record<string, unknown>>, report: Report): void {
  const attachments = asList(json["attachments"]);
  const { duration_secs, waveform } = asRecord(attachments[0]);
  if (attachments.length !== 1) report(["attachments"], "must be one audio file for a voice message");
  else {
    if (!isSet(duration_secs)) report(["attachments", 0, "duration_secs"], "is required for a voice message");
    if (!isSet(waveform)) report(["attachments", 0, "waveform"], "is required for a voice message");
  }
  for (const name of ["content", "embeds", "components", "sticker_ids", "poll"]) {
    const value = json[name];
    if (!isSet(value) || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    report([name], "must be left out of a voice message");
  }
}
