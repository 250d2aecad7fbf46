import { requireContent } from "../world/message-draft.ts";
import type { Endpoints } from "./call.ts";
import { form, param, queryFlag } from "./call.ts";
import { array, nullable, string, url } from "./fields.ts";
import { object, optional } from "./object-field.ts";
import { noContent, ok } from "./reply.ts";

const text = optional(nullable(string({ max: 4096 })));

const slackMessage = object({
  text: optional(nullable(string({ max: 2000 }))),
  username: optional(nullable(string({ max: 80 }))),
  icon_url: optional(nullable(url())),
  attachments: optional(
    nullable(
      array(
        object({
          title: text,
          title_link: optional(nullable(url())),
          text,
          pretext: text,
          color: text,
          footer: text,
        }),
        { max: 10 },
      ),
    ),
  ),
});

/** `#ff0000`, or one of Slack's words. */
function colorOf(color: string | null | undefined): number | undefined {
  const named: Readonly<Record<string, number>> = { good: 0x2eb886, warning: 0xdaa038, danger: 0xa30100 };
  const hex = /^#?([0-9a-f]{6})$/i.exec(color ?? "")?.[1];
  return hex === undefined ? named[color ?? ""] : Number.parseInt(hex, 16);
}

/** Webhooks as Slack's clients send them: attachments become embeds. */
export const slackWebhookEndpoints: Endpoints = {
  execute_slack_compatible_webhook: (call) => {
    const webhook = call.world.webhooks.requireByToken(param(call, "webhook_id"), param(call, "webhook_token"));
    const body = form(call, slackMessage);
    const embeds = (body.attachments ?? []).map((attachment) => {
      const { title, title_link: link, text: description, footer } = attachment;
      const color = colorOf(attachment.color);
      return {
        ...(typeof title === "string" ? { title } : {}),
        ...(typeof link === "string" ? { url: link } : {}),
        ...(typeof description === "string" ? { description } : {}),
        ...(typeof footer === "string" ? { footer: { text: footer } } : {}),
        ...(color === undefined ? {} : { color }),
      };
    });
    const content = { content: body.text ?? "", embeds };
    requireContent(content, 0);
    call.world.messages.create({
      channelId: webhook.channel_id,
      author: {
        kind: "webhook",
        id: webhook.id,
        name: body.username ?? webhook.name,
        avatar: typeof body.icon_url === "string" ? call.world.context.randomHash() : webhook.avatar,
        applicationId: webhook.application_id,
      },
      body: content,
    });
    return queryFlag(call, "wait") ? ok("ok") : noContent;
  },
};
