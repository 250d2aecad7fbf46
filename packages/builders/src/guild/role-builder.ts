import type { RESTPostAPIGuildRoleJSONBody } from "@zignal/types";
import type { PermissionsInput } from "@zignal/types/permissions";
import type { BuildOptions } from "../buildable.ts";
import { copyJson } from "../buildable.ts";
import { colorFrom } from "../color.ts";
import type { ColorInput } from "../color.ts";
import { permissionBits } from "../permission-bits.ts";
import { roleSchema } from "../schemas/role.ts";
import { checked } from "../validation.ts";

/**
 * A role to create in a guild. Everything has a default.
 * @see {@link https://docs.discord.com/developers/resources/guild#create-guild-role | Discord Docs/Create Guild Role}
 */
export class RoleBuilder {
  readonly #data: RESTPostAPIGuildRoleJSONBody = {};

  /** At most 100 characters. @defaultValue `"new role"` */
  name(name: string): this {
    this.#data.name = name;
    return this;
  }

  /** A number such as `0xff00ff`, `"#ff00ff"` or `[255, 0, 255]`. @defaultValue none */
  color(color: ColorInput): this {
    this.#data.color = colorFrom(color);
    return this;
  }

  /** Each part from 0 to 255. */
  colorRgb(red: number, green: number, blue: number): this {
    return this.color([red, green, blue]);
  }

  /** From one colour to another, where the guild has role gradients. */
  gradient(from: ColorInput, to: ColorInput): this {
    this.#data.colors = { primary_color: colorFrom(from), secondary_color: colorFrom(to), tertiary_color: null };
    return this;
  }

  /** The holographic colours, where the guild has role gradients. */
  holographic(): this {
    this.#data.colors = { primary_color: 11_127_295, secondary_color: 16_759_788, tertiary_color: 16_761_760 };
    return this;
  }

  /** Are its members listed apart? @defaultValue `false` */
  hoist(hoist = true): this {
    this.#data.hoist = hoist;
    return this;
  }

  /** May everybody mention it? @defaultValue `false` */
  mentionable(mentionable = true): this {
    this.#data.mentionable = mentionable;
    return this;
  }

  /**
   * What its members may do: flags, names, bits, or Discord's decimal string. @defaultValue those of `@everyone`
   * @throws {TypeError} naming a permission that is unknown.
   */
  setPermissions(permissions: PermissionsInput): this {
    this.#data.permissions = permissionBits(permissions);
    return this;
  }

  /** A data URI of a PNG, JPEG or GIF, where the guild has role icons. */
  setIcon(image: string): this {
    this.#data.icon = image;
    return this;
  }

  /** A Unicode emoji as its icon, where the guild has role icons. */
  setUnicodeEmoji(emoji: string): this {
    this.#data.unicode_emoji = emoji;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTPostAPIGuildRoleJSONBody {
    return checked(copyJson(this.#data), roleSchema, "role", options);
  }
}
