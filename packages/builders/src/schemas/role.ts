import { lazily } from "../lazily.ts";
import { object, optional, withRule } from "./combinators.ts";
import { bitString, bool, color, imageData, text } from "./fields.ts";
import { asRecord, isSet } from "./record.ts";
import type { Schema } from "./schema.ts";

/** The only colours that Discord takes for a holographic role. */
const holographic = { primary_color: 11_127_295, secondary_color: 16_759_788, tertiary_color: 16_761_760 };

/** @see {@link https://docs.discord.com/developers/resources/guild#create-guild-role | Discord Docs/Create Guild Role} */
export const roleSchema: () => Schema = lazily(() =>
  withRule(
    object({
      name: optional(text(1, 100)),
      permissions: optional(bitString),
      color: optional(color),
      colors: optional(
        object({ primary_color: color, secondary_color: optional(color), tertiary_color: optional(color) }),
      ),
      hoist: optional(bool),
      icon: optional(imageData),
      unicode_emoji: optional(text(1, 100)),
      mentionable: optional(bool),
    }),
    (role, report) => {
      const { colors, icon, unicode_emoji } = asRecord(role);
      if (isSet(icon) && isSet(unicode_emoji)) report(["unicode_emoji"], "must be left out of a role with an icon");
      const shades = asRecord(colors);
      if (!isSet(shades["tertiary_color"])) return;
      if (Object.entries(holographic).some(([name, value]) => shades[name] !== value)) {
        report(["colors"], `must be ${Object.values(holographic).join(", ")} (holographic) when it has a third colour`);
      }
    },
  ),
);
