import { ActionRowBuilder, ButtonBuilder } from "@zignal/builders";
import type { MessageInput } from "@zignal/builders";

export interface PremiumMessageOptions {
  /** What is said above the buttons. @defaultValue `"This is part of the premium offer."` */
  content?: string;
  /** Only the user sees it. @defaultValue `true` */
  ephemeral?: boolean;
}

/**
 * A message with a premium button for each SKU.
 * @throws {ValidationError} if there is no SKU, or there are more than five.
 * @see {@link https://docs.discord.com/developers/components/reference#button | Discord Docs/Premium Buttons}
 */
export function premiumMessage(skuIds: readonly string[], options: PremiumMessageOptions): MessageInput {
  const { content = "This is part of the premium offer.", ephemeral = true } = options;
  const row = new ActionRowBuilder().add(...skuIds.map((skuId) => new ButtonBuilder().skuId(skuId)));
  return { content, components: [row.build()], ephemeral };
}
