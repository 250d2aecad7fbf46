import type { Buildable } from "@zignal/builders";
import type { APIRole, RESTPatchAPIGuildRoleJSONBody } from "@zignal/types";
import { createdAt } from "./created-at.ts";
import { bodyOf } from "./body.ts";
import type { ActionOptions, StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";

/** A role of a guild. */
export class Role extends Structure<APIRole> {
  readonly guildId: string;

  constructor(raw: APIRole, guildId: string, host: StructureHost) {
    super(raw, host);
    this.guildId = guildId;
  }

  get id(): string {
    return this.raw.id;
  }

  get name(): string {
    return this.raw.name;
  }

  /** 24-bit RGB; `0` is none. */
  get color(): number {
    return this.raw.colors?.primary_color ?? this.raw.color;
  }

  get position(): number {
    return this.raw.position;
  }

  /** Permission bits. */
  get permissions(): bigint {
    return BigInt(this.raw.permissions ?? 0);
  }

  /** Is this the role that everyone has? */
  get isEveryone(): boolean {
    return this.raw.id === this.guildId;
  }

  get createdAt(): Date {
    return createdAt(this.raw.id);
  }

  get mention(): string {
    return this.isEveryone ? "@everyone" : `<@&${this.raw.id}>`;
  }

  async edit(
    changes: RESTPatchAPIGuildRoleJSONBody | Buildable<RESTPatchAPIGuildRoleJSONBody>,
    options: ActionOptions = {},
  ): Promise<Role> {
    const body = bodyOf(changes);
    return this.host.make.role(
      await this.host.rest.guilds.updateGuildRole(this.guildId, this.id, body, options),
      this.guildId,
    );
  }

  async delete(options: ActionOptions = {}): Promise<void> {
    await this.host.rest.guilds.deleteGuildRole(this.guildId, this.id, options);
  }

  override toString(): string {
    return this.mention;
  }
}
