import {
  type APIEmbed,
  type APIMessage,
  ButtonBuilder,
  defineComponent,
  defineModal,
  defineSlashCommand,
  EmbedBuilder,
  type InteractionHandler,
  MessageBuilder,
  option,
  StringSelectBuilder,
  TextInputBuilder,
} from "@zignal/client";
import { drinks, milks, sizes } from "./menu.ts";

/** `/order`: a typed command with autocomplete, whose answer carries a select menu and two buttons. */
const order = defineSlashCommand({
  name: "order",
  description: "Orders a coffee",
  options: {
    drink: option.string({
      description: "What to drink",
      required: true,
      autocomplete: (ctx) => drinks.filter((drink) => drink.toLowerCase().startsWith(ctx.focused.value.toLowerCase())),
    }),
    size: option.string({ description: "How much of it", required: true, choices: sizes }),
    cups: option.integer({ description: "How many cups", minValue: 1, maxValue: 10 }),
  },
  async execute(ctx) {
    const { drink, size, cups = 1 } = ctx.options;
    const embed = new EmbedBuilder()
      .title(`${cups} × ${size} ${drink}`)
      .colorRgb(111, 78, 55)
      .addField("Milk", milks.whole, true);
    await ctx.reply(
      new MessageBuilder()
        .addEmbed(embed)
        .addRow(milkMenu())
        .addRow(
          new ButtonBuilder().customId(wish.customId()).label("Add a wish").style("secondary"),
          new ButtonBuilder()
            .customId(confirm.customId({ user: ctx.user.id }))
            .label("Confirm")
            .style("success"),
        ),
    );
  },
});

/** The select menu: it changes the message it hangs on. */
const milk = defineComponent({
  customId: "order:milk",
  async execute(ctx) {
    const chosen = Object.entries(milks).find(([value]) => value === ctx.values[0]);
    await ctx.update({ embeds: [withField(ctx.message, "Milk", chosen?.[1] ?? milks.whole)] });
  },
});

/** A button that opens a modal. */
const wish = defineComponent({
  customId: "order:wish",
  async execute(ctx) {
    const input = new TextInputBuilder().customId("wish").style("short").maxLength(100).placeholder("extra hot");
    await ctx.showModal(wishForm.builder().title("What would you like?").addLabel("Your wish", input));
  },
});

/** The modal: its text goes into the message whose button opened it. */
const wishForm = defineModal({
  customId: "order:wish-form",
  fields: { wish: "text" },
  async execute(ctx) {
    if (ctx.message === undefined) return;
    await ctx.update({ embeds: [withField(ctx.message, "Wish", ctx.fields.wish)] });
  },
});

/** A button whose custom id carries who may press it: nothing is lost when the bot restarts. */
const confirm = defineComponent({
  customId: "order:confirm:{user}",
  async execute(ctx) {
    if (ctx.user.id !== ctx.params.user) {
      await ctx.reply(new MessageBuilder().content("That is somebody else's order.").ephemeral());
      return;
    }
    await ctx.update({ content: "Order placed.", components: [] });
  },
});

function milkMenu(): StringSelectBuilder {
  const menu = new StringSelectBuilder().customId(milk.customId()).placeholder("Milk");
  for (const [value, label] of Object.entries(milks)) menu.addOption(label, value);
  return menu;
}

/** The order's embed with one field set. */
function withField(message: APIMessage, name: string, value: string): APIEmbed {
  const [embed] = message.embeds;
  const others = (embed?.fields ?? []).filter((field) => field.name !== name);
  return new EmbedBuilder(embed).setFields([...others, { name, value, inline: true }]).build();
}

/** Registers everything that belongs to an order. */
export function registerOrder(interactions: InteractionHandler): void {
  interactions.registerSlashCommand(order);
  for (const component of [milk, wish, confirm]) interactions.registerComponentHandler(component);
  interactions.registerModalHandler(wishForm);
}
