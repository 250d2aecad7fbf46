import { lazily } from "../lazily.ts";
import { object, optional, withRule } from "./combinators.ts";
import { imageData, text } from "./fields.ts";
import { asRecord } from "./record.ts";
import type { Schema } from "./schema.ts";

/** @see {@link https://docs.discord.com/developers/resources/webhook#create-webhook | Discord Docs/Create Webhook} */
export const webhookSchema: () => Schema = lazily(() =>
  withRule(object({ name: text(1, 80), avatar: optional(imageData) }), (webhook, report) => {
    const { name } = asRecord(webhook);
    const taken = typeof name === "string" ? /clyde|discord/i.exec(name)?.[0] : undefined;
    if (taken !== undefined) report(["name"], `must not contain "${taken}"`);
  }),
);
