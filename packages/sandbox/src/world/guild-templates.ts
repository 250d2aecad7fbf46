import { ApiError, unknown } from "./api-error.ts";
import type { WorldContext } from "./world-context.ts";

/** A snapshot of a guild that others can be made from. */
export interface GuildTemplate {
  readonly code: string;
  name: string;
  description: string | null;
  usage_count: number;
  readonly creator_id: string;
  readonly created_at: string;
  updated_at: string;
  readonly source_guild_id: string;
  serialized_source_guild: object;
  /** Has the guild changed since? */
  is_dirty: boolean | null;
}

/** The templates: at most one a guild. */
export class GuildTemplateStore {
  readonly #context: WorldContext;
  readonly #byCode = new Map<string, GuildTemplate>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** @throws {ApiError} 30031 */
  create(
    guildId: string,
    input: { name: string; description: string | null; creatorId: string; snapshot: object },
  ): GuildTemplate {
    if (this.ofGuild(guildId).length > 0) throw new ApiError(400, 30031, "Guild already has a template");
    const now = this.#context.timestamp();
    const template: GuildTemplate = {
      code: this.#context.randomText(12, "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"),
      name: input.name,
      description: input.description,
      usage_count: 0,
      creator_id: input.creatorId,
      created_at: now,
      updated_at: now,
      source_guild_id: guildId,
      serialized_source_guild: input.snapshot,
      is_dirty: null,
    };
    this.#byCode.set(template.code, template);
    return template;
  }

  /** @throws {ApiError} 10057 */
  require(code: string, guildId?: string): GuildTemplate {
    const template = this.#byCode.get(code);
    if (template === undefined || (guildId !== undefined && template.source_guild_id !== guildId)) {
      throw unknown("guild template");
    }
    return template;
  }

  ofGuild(guildId: string): GuildTemplate[] {
    return [...this.#byCode.values()].filter((template) => template.source_guild_id === guildId);
  }

  update(
    template: GuildTemplate,
    change: Partial<Pick<GuildTemplate, "name" | "description" | "serialized_source_guild">>,
  ): GuildTemplate {
    return Object.assign(template, change, { updated_at: this.#context.timestamp() });
  }

  delete(code: string): void {
    this.#byCode.delete(code);
  }
}
