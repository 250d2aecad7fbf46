import { unknown } from "./api-error.ts";
import type { WorldContext } from "./world-context.ts";

/** A role as Discord sends it. */
export interface Role {
  readonly id: string;
  name: string;
  /** Bits, as a decimal string. */
  permissions: string;
  position: number;
  color: number;
  colors: { primary_color: number; secondary_color: number | null; tertiary_color: number | null };
  hoist: boolean;
  managed: boolean;
  mentionable: boolean;
  icon: string | null;
  unicode_emoji: string | null;
  flags: number;
  tags?: { bot_id?: string };
}

export type RoleChange = Partial<Omit<Role, "id" | "managed" | "tags" | "position">>;

export interface NewRole extends RoleChange {
  id?: string;
  managed?: boolean;
  tags?: { bot_id?: string };
}

/** The roles of each guild. The one with the guild's own id is `@everyone`. */
export class RoleStore {
  readonly #context: WorldContext;
  readonly #byGuild = new Map<string, Map<string, Role>>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** The new role stands lowest, just above `@everyone`; the others move up. */
  create(guildId: string, input: NewRole = {}): Role {
    const roles = this.#rolesOf(guildId);
    const id = input.id ?? this.#context.newId();
    const isEveryone = id === guildId;
    if (!isEveryone) for (const other of roles.values()) if (other.position > 0) other.position += 1;
    const color = input.color ?? input.colors?.primary_color ?? 0;
    const role: Role = {
      id,
      name: input.name ?? "new role",
      permissions: input.permissions ?? roles.get(guildId)?.permissions ?? "0",
      position: isEveryone ? 0 : 1,
      color,
      colors: input.colors ?? { primary_color: color, secondary_color: null, tertiary_color: null },
      hoist: input.hoist ?? false,
      managed: input.managed ?? false,
      mentionable: input.mentionable ?? false,
      icon: input.icon ?? null,
      unicode_emoji: input.unicode_emoji ?? null,
      flags: input.flags ?? 0,
      ...(input.tags === undefined ? {} : { tags: input.tags }),
    };
    roles.set(id, role);
    this.#context.publish("GUILD_ROLE_CREATE", { guild_id: guildId, role: { ...role } }, { kind: "guild", guildId });
    return role;
  }

  get(guildId: string, roleId: string): Role | undefined {
    return this.#byGuild.get(guildId)?.get(roleId);
  }

  /** @throws {ApiError} 10011 */
  require(guildId: string, roleId: string): Role {
    const role = this.get(guildId, roleId);
    if (role === undefined) throw unknown("Role");
    return role;
  }

  /** Lowest first. */
  list(guildId: string): Role[] {
    return [...(this.#byGuild.get(guildId)?.values() ?? [])].toSorted((a, b) => a.position - b.position);
  }

  update(guildId: string, roleId: string, change: RoleChange): Role {
    const role = this.require(guildId, roleId);
    Object.assign(role, change);
    if (change.color !== undefined) role.colors = { ...role.colors, primary_color: change.color };
    else if (change.colors !== undefined) role.color = change.colors.primary_color;
    this.#publishUpdate(guildId, role);
    return role;
  }

  /** Moves roles to positions; those in between make room. */
  move(guildId: string, moves: readonly { id: string; position: number }[]): Role[] {
    const order = this.list(guildId).filter((role) => role.id !== guildId);
    for (const { id, position } of moves) {
      const from = order.findIndex((role) => role.id === id);
      const [role] = order.splice(from, 1);
      if (role !== undefined) order.splice(Math.max(0, Math.min(position, order.length + 1) - 1), 0, role);
    }
    for (const [index, role] of order.entries()) {
      if (role.position === index + 1) continue;
      role.position = index + 1;
      this.#publishUpdate(guildId, role);
    }
    return this.list(guildId);
  }

  /** Takes the role away. Members and channels lose it through their own stores. */
  delete(guildId: string, roleId: string): void {
    const removed = this.require(guildId, roleId);
    this.#rolesOf(guildId).delete(roleId);
    for (const role of this.#rolesOf(guildId).values()) if (role.position > removed.position) role.position -= 1;
    this.#context.publish("GUILD_ROLE_DELETE", { guild_id: guildId, role_id: roleId }, { kind: "guild", guildId });
  }

  /** With its guild. */
  forgetGuild(guildId: string): void {
    this.#byGuild.delete(guildId);
  }

  #publishUpdate(guildId: string, role: Role): void {
    this.#context.publish("GUILD_ROLE_UPDATE", { guild_id: guildId, role: { ...role } }, { kind: "guild", guildId });
  }

  #rolesOf(guildId: string): Map<string, Role> {
    let roles = this.#byGuild.get(guildId);
    if (roles === undefined) this.#byGuild.set(guildId, (roles = new Map()));
    return roles;
  }
}
