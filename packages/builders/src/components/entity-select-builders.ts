import type {
  APIChannelSelectComponent,
  APIMentionableSelectComponent,
  APIRoleSelectComponent,
  APIUserSelectComponent,
} from "@zignal/types";
import type { BuildOptions } from "../buildable.ts";
import { channelTypeFrom } from "../channel-type.ts";
import type { ChannelTypeInput } from "../channel-type.ts";
import { componentSchema } from "../schemas/component.ts";
import { checked } from "../validation.ts";
import { SelectBuilder } from "./select-builder.ts";
import type { SelectData } from "./select-builder.ts";

type DefaultKind = "user" | "role" | "channel";

/** A select menu that Discord fills: what is chosen from the start. */
abstract class EntitySelectBuilder extends SelectBuilder {
  protected readonly defaults: { id: string; type: DefaultKind }[] = [];

  protected preselect(type: DefaultKind, ids: readonly string[]): this {
    for (const id of ids) this.defaults.push({ id, type });
    return this;
  }

  protected heading(): SelectData & { custom_id: string } {
    const { custom_id = "", ...rest } = this.select;
    return { custom_id, ...rest };
  }

  protected withDefaults<Select extends { default_values?: object[] }>(select: Select): Select {
    if (this.defaults.length === 0) return select;
    return { ...select, default_values: this.defaults.map((value) => ({ ...value })) };
  }
}

/**
 * A menu of the guild's members.
 * @see {@link https://docs.discord.com/developers/components/reference#user-select | Discord Docs/User Select}
 */
export class UserSelectBuilder extends EntitySelectBuilder {
  /** Users that are chosen from the start. */
  defaultUsers(...userIds: readonly string[]): this {
    return this.preselect("user", userIds);
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIUserSelectComponent {
    const select: APIUserSelectComponent = { type: 5, ...this.heading() };
    return checked(this.withDefaults(select), componentSchema, "select", options);
  }
}

/**
 * A menu of the guild's roles.
 * @see {@link https://docs.discord.com/developers/components/reference#role-select | Discord Docs/Role Select}
 */
export class RoleSelectBuilder extends EntitySelectBuilder {
  /** Roles that are chosen from the start. */
  defaultRoles(...roleIds: readonly string[]): this {
    return this.preselect("role", roleIds);
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIRoleSelectComponent {
    const select: APIRoleSelectComponent = { type: 6, ...this.heading() };
    return checked(this.withDefaults(select), componentSchema, "select", options);
  }
}

/**
 * A menu of the guild's members and roles.
 * @see {@link https://docs.discord.com/developers/components/reference#mentionable-select | Discord Docs/Mentionable Select}
 */
export class MentionableSelectBuilder extends EntitySelectBuilder {
  /** Users that are chosen from the start. */
  defaultUsers(...userIds: readonly string[]): this {
    return this.preselect("user", userIds);
  }

  /** Roles that are chosen from the start. */
  defaultRoles(...roleIds: readonly string[]): this {
    return this.preselect("role", roleIds);
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIMentionableSelectComponent {
    const select: APIMentionableSelectComponent = { type: 7, ...this.heading() };
    return checked(this.withDefaults(select), componentSchema, "select", options);
  }
}

/**
 * A menu of the guild's channels.
 * @see {@link https://docs.discord.com/developers/components/reference#channel-select | Discord Docs/Channel Select}
 */
export class ChannelSelectBuilder extends EntitySelectBuilder {
  readonly #types: number[] = [];

  /** Channels that are chosen from the start. */
  defaultChannels(...channelIds: readonly string[]): this {
    return this.preselect("channel", channelIds);
  }

  /** Shows channels of these types only. @defaultValue all */
  channelTypes(...types: readonly ChannelTypeInput[]): this {
    this.#types.push(...types.map(channelTypeFrom));
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): APIChannelSelectComponent {
    const select: APIChannelSelectComponent = { type: 8, ...this.heading() };
    if (this.#types.length > 0) select.channel_types = [...this.#types];
    return checked(this.withDefaults(select), componentSchema, "select", options);
  }
}
