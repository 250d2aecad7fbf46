/** Builds a message with an embed and three buttons, and serialises it. `number` makes each one different. */
export type BuildMessage = (number: number) => string;

const description = "All that there is, in one list. Choose what you like best.";
const fields = ["Espresso", "Tea", "Chocolate"];
const color = 0x6f4e37;
const image = "https://example.com/menu.png";

const subjects: Readonly<Record<string, () => Promise<BuildMessage>>> = {
  "object literal": async () => (number) =>
    JSON.stringify({
      embeds: [
        {
          title: `Menu ${number}`,
          description,
          color,
          fields: fields.map((name) => ({ name, value: `${number}.50`, inline: true })),
          footer: { text: "Ask for the menu of the day" },
          image: { url: image },
        },
      ],
      components: [
        {
          type: 1,
          components: fields.map((label, place) => ({
            type: 2,
            style: 3,
            label,
            custom_id: `order:${number}:${place}`,
          })),
        },
      ],
    }),
  zignal: () => openZignal(true),
  "zignal without validation": () => openZignal(false),
  "discord.js": () => openDiscordJs(true),
  "discord.js without validation": () => openDiscordJs(false),
  "seyfert (has no validation)": async () => {
    const { ActionRow, Button, Embed } = await import("seyfert");
    return (number) => {
      const embed = new Embed()
        .setTitle(`Menu ${number}`)
        .setDescription(description)
        .setColor(color)
        .addFields(fields.map((name) => ({ name, value: `${number}.50`, inline: true })))
        .setFooter({ text: "Ask for the menu of the day" })
        .setImage(image);
      const buttons = fields.map((label, place) =>
        new Button().setCustomId(`order:${number}:${place}`).setLabel(label).setStyle(3),
      );
      const row = new ActionRow<InstanceType<typeof Button>>().setComponents(buttons);
      return JSON.stringify({ embeds: [embed.toJSON()], components: [row.toJSON()] });
    };
  },
};

async function openZignal(validate: boolean): Promise<BuildMessage> {
  const { ButtonBuilder, EmbedBuilder, MessageBuilder } = await import("@zignal/builders");
  return (number) => {
    const embed = new EmbedBuilder()
      .title(`Menu ${number}`)
      .description(description)
      .color(color)
      .setFooter("Ask for the menu of the day")
      .setImage(image);
    for (const name of fields) embed.addField(name, `${number}.50`, true);
    const buttons = fields.map((label, place) =>
      new ButtonBuilder().customId(`order:${number}:${place}`).label(label).style("success"),
    );
    const message = new MessageBuilder().addEmbed(embed).addRow(...buttons);
    return JSON.stringify(message.build({ validate }));
  };
}

async function openDiscordJs(validate: boolean): Promise<BuildMessage> {
  const { ActionRowBuilder, ButtonBuilder, EmbedBuilder, disableValidators } = await import("discord.js");
  if (!validate) disableValidators();
  return (number) => {
    const embed = new EmbedBuilder()
      .setTitle(`Menu ${number}`)
      .setDescription(description)
      .setColor(color)
      .addFields(fields.map((name) => ({ name, value: `${number}.50`, inline: true })))
      .setFooter({ text: "Ask for the menu of the day" })
      .setImage(image);
    const buttons = fields.map((label, place) =>
      new ButtonBuilder().setCustomId(`order:${number}:${place}`).setLabel(label).setStyle(3),
    );
    const row = new ActionRowBuilder<InstanceType<typeof ButtonBuilder>>().addComponents(buttons);
    return JSON.stringify({ embeds: [embed.toJSON()], components: [row.toJSON()] });
  };
}

/** Names of the libraries, the floor first. */
export const builderSubjectNames: readonly string[] = Object.keys(subjects);

/** Loads one library, and only that. */
export async function openBuilderSubject(name: string): Promise<BuildMessage> {
  const open = subjects[name];
  if (!open) throw new Error(`no subject is called ${name}`);
  return await open();
}
