import { ApiError, invalidForm, unknown } from "../world/api-error.ts";
import { isForum } from "../world/channel-types.ts";
import type { Channel } from "../world/channel-types.ts";
import { walkComponents } from "../world/components.ts";
import { requireContent } from "../world/message-draft.ts";
import type { Message } from "../world/message-types.ts";
import type { Webhook } from "../world/webhooks.ts";
import type { Call, Endpoint, Endpoints } from "./call.ts";
import { param, queryFlag, queryValue } from "./call.ts";
import { snowflake } from "./fields.ts";
import type { MessageForm } from "./message-form.ts";
import { readMessageForm, requireEmptied, requireKnownAttachments } from "./message-form.ts";
import type { Reply } from "./reply.ts";
import { noContent, ok } from "./reply.ts";

/** Is the path's webhook an application, its token an interaction's? */
function isInteraction(call: Call): boolean {
  return call.world.applications.get(param(call, "webhook_id")) !== undefined;
}

function ids(call: Call): [id: string, token: string] {
  return [param(call, "webhook_id"), param(call, "webhook_token")];
}

function payload(call: Call, message: Message): Reply {
  return ok(call.world.messages.payload(message, call.world.applications.get(param(call, "webhook_id"))?.botId));
}

function execute(call: Call): Reply {
  const [id, token] = ids(call);
  if (isInteraction(call)) {
    // Who may write is told before anything about the body.
    call.world.interactions.requireByToken(id, token);
    const content = readMessageForm(call, "create");
    requireKnownAttachments(content, call.files, []);
    return payload(call, call.world.interactionResponses.followup(id, token, content.body, content.files));
  }
  const webhook = call.world.webhooks.requireByToken(id, token);
  const content = readMessageForm(call, "webhook");
  requireKnownAttachments(content, call.files, []);
  limitComponents(call, webhook, content);
  requireContent(content.body, content.files.length);
  const channel = targetChannel(call, webhook, content);
  const { username, avatar_url } = content.body;
  const message = call.world.messages.create({
    channelId: channel.id,
    author: {
      kind: "webhook",
      id: webhook.id,
      name: username ?? webhook.name,
      avatar: avatar_url === undefined || avatar_url === null ? webhook.avatar : call.world.context.randomHash(),
      applicationId: webhook.application_id,
    },
    body: { ...content.body, message_reference: null },
    files: content.files,
    ...(webhook.application_id === null ? {} : { applicationId: webhook.application_id }),
  });
  return queryFlag(call, "wait") ? payload(call, message) : noContent;
}

/** Webhooks that no application owns show components only when asked to, and none that people can use. */
function limitComponents(call: Call, webhook: Webhook, { body }: MessageForm): void {
  if (webhook.application_id !== null || body.components === undefined || body.components === null) return;
  if (!queryFlag(call, "with_components")) {
    delete body.components;
    return;
  }
  for (const component of walkComponents(body.components)) {
    if (component["custom_id"] === undefined || component["custom_id"] === null) continue;
    throw invalidForm(
      ["components"],
      "WEBHOOK_CANNOT_USE_INTERACTIVE_COMPONENTS",
      "This webhook cannot send interactive components",
    );
  }
}

/** The webhook's channel, a thread of it, or a post that is made in a forum. */
function targetChannel(call: Call, webhook: Webhook, { body }: MessageForm): Channel {
  const channel = call.world.channels.require(webhook.channel_id);
  const threadId = queryValue(call, "thread_id", snowflake);
  const { thread_name: name } = body;
  if (threadId !== undefined) {
    if (name !== undefined) {
      throw new ApiError(400, 220002, "Webhooks posted to forum channels cannot have both a thread_name and thread_id");
    }
    const thread = call.world.channels.get(threadId);
    if (thread === undefined || thread.parent_id !== channel.id) throw unknown("Channel");
    call.world.threads.reopen(thread);
    return thread;
  }
  if (!isForum(channel)) {
    if (name !== undefined) throw new ApiError(400, 220003, "Webhooks can only create threads in forum channels");
    return channel;
  }
  if (name === undefined) {
    throw new ApiError(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id");
  }
  const type = call.world.publicThreadType(channel);
  return call.world.threads.create({ parent: channel, ownerId: webhook.creatorId, name, type });
}

/** The message of the path, which must be the webhook's own. */
function webhookMessage(call: Call, messageId: string): Message {
  const [id, token] = ids(call);
  if (isInteraction(call)) return call.world.interactionResponses.get(id, token, messageId);
  const webhook = call.world.webhooks.requireByToken(id, token);
  const threadId = queryValue(call, "thread_id", snowflake);
  const message = call.world.messages.require(threadId ?? webhook.channel_id, messageId);
  if (message.author.id !== webhook.id) throw unknown("Message");
  return message;
}

const get =
  (messageId: (call: Call) => string): Endpoint =>
  (call) =>
    payload(call, webhookMessage(call, messageId(call)));

const update =
  (messageId: (call: Call) => string): Endpoint =>
  (call) => {
    const message = webhookMessage(call, messageId(call));
    const content = readMessageForm(call, "create", message.flags);
    requireKnownAttachments(
      content,
      call.files,
      message.attachments.map(({ id }) => id),
    );
    const [id, token] = ids(call);
    const webhook = call.world.webhooks.get(id);
    if (webhook !== undefined) limitComponents(call, webhook, content);
    const { body, files } = content;
    requireEmptied(message, body);
    const edited = isInteraction(call)
      ? call.world.interactionResponses.edit(id, token, message.id, body, files)
      : call.world.messages.edit(message.channelId, message.id, body, files);
    return payload(call, edited);
  };

const remove =
  (messageId: (call: Call) => string): Endpoint =>
  (call) => {
    const message = webhookMessage(call, messageId(call));
    const [id, token] = ids(call);
    if (isInteraction(call)) call.world.interactionResponses.delete(id, token, message.id);
    else call.world.messages.delete(message.channelId, message.id);
    return noContent;
  };

const named = (call: Call): string => param(call, "message_id");
const original = (): string => "@original";

export const webhookMessageEndpoints: Endpoints = {
  execute_webhook: execute,
  get_webhook_message: get(named),
  get_original_webhook_message: get(original),
  update_webhook_message: update(named),
  update_original_webhook_message: update(original),
  delete_webhook_message: remove(named),
  delete_original_webhook_message: remove(original),
};
