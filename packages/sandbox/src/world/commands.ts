import { ApiError, unknown } from "./api-error.ts";
import type { JsonObject } from "./json.ts";
import type { WorldContext } from "./world-context.ts";

/** An application command as Discord sends it. */
export interface Command {
  readonly id: string;
  readonly application_id: string;
  /** Absent for global commands. */
  readonly guild_id?: string;
  /** Changes with each change of the command. */
  version: string;
  readonly type: number;
  name: string;
  description: string;
  name_localizations: JsonObject | null;
  description_localizations: JsonObject | null;
  options?: JsonObject[];
  default_member_permissions: string | null;
  dm_permission?: boolean;
  default_permission: boolean;
  nsfw: boolean;
  integration_types?: number[];
  contexts?: number[] | null;
  handler?: number;
}

/** Fields of a create or edit request, already validated. */
export interface CommandBody {
  id?: string;
  type?: number;
  name?: string;
  description?: string;
  name_localizations?: JsonObject | null;
  description_localizations?: JsonObject | null;
  options?: JsonObject[];
  default_member_permissions?: string | null;
  dm_permission?: boolean | null;
  default_permission?: boolean;
  nsfw?: boolean;
  integration_types?: number[];
  contexts?: number[] | null;
  handler?: number;
}

/** Where commands belong: to an application everywhere, or in one guild. */
export interface CommandScope {
  applicationId: string;
  guildId?: string | undefined;
}

export interface CommandPermission {
  id: string;
  /** 1 role, 2 user, 3 channel. */
  type: number;
  permission: boolean;
}

/** How many commands of each type an application may have in a scope. */
const maxPerType: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 };

/** Application commands. Two of one scope and type never share a name. */
export class CommandStore {
  readonly #context: WorldContext;
  readonly #byScope = new Map<string, Map<string, Command>>();
  readonly #permissions = new Map<string, CommandPermission[]>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  list(scope: CommandScope): Command[] {
    return [...this.#commandsOf(scope).values()];
  }

  get(scope: CommandScope, id: string): Command | undefined {
    return this.#commandsOf(scope).get(id);
  }

  /** @throws {ApiError} 10063 */
  require(scope: CommandScope, id: string): Command {
    const command = this.get(scope, id);
    if (command === undefined) throw unknown("application command");
    return command;
  }

  /** The commands a member of a guild finds: the guild's own and the global ones. */
  available(applicationId: string, guildId: string | undefined): Command[] {
    const global = this.list({ applicationId });
    if (guildId === undefined) return global.filter(({ dm_permission }) => dm_permission !== false);
    return [...this.list({ applicationId, guildId }), ...global];
  }

  /** One with the same name and type is replaced. @throws {ApiError} 30032 when there are too many */
  create(scope: CommandScope, body: CommandBody): { command: Command; created: boolean } {
    const commands = this.#commandsOf(scope);
    const same = this.#named(scope, body.name ?? "", body.type ?? 1);
    if (same === undefined) this.#requireRoom(scope, body.type ?? 1);
    const command = this.#build(scope, body, same);
    commands.set(command.id, command);
    return { command, created: same === undefined };
  }

  /** @throws {ApiError} 10063, or 40041 when another one has the name */
  update(scope: CommandScope, id: string, body: CommandBody): Command {
    const current = this.require(scope, id);
    const { type } = current;
    const same = body.name === undefined ? undefined : this.#named(scope, body.name, type);
    if (same !== undefined && same.id !== id) {
      throw new ApiError(400, 40041, "An application command with that name already exists");
    }
    const command = this.#build(scope, { ...current, ...body, type }, current);
    this.#commandsOf(scope).set(id, command);
    return command;
  }

  delete(scope: CommandScope, id: string): void {
    this.require(scope, id);
    this.#commandsOf(scope).delete(id);
    for (const key of this.#permissions.keys()) if (key.endsWith(`:${id}`)) this.#permissions.delete(key);
  }

  /**
   * Replaces all commands of the scope. Those that are named again keep their id.
   * @throws {ApiError} 30032 when there are too many
   */
  replaceAll(scope: CommandScope, bodies: readonly CommandBody[]): Command[] {
    for (const [type, max] of Object.entries(maxPerType)) {
      if (bodies.filter((body) => (body.type ?? 1) === Number(type)).length > max) throw tooMany(max);
    }
    const built = bodies.map((body) => {
      const known = body.id === undefined ? undefined : this.get(scope, body.id);
      return this.#build(scope, body, known ?? this.#named(scope, body.name ?? "", body.type ?? 1));
    });
    const commands = this.#commandsOf(scope);
    commands.clear();
    for (const command of built) commands.set(command.id, command);
    return built;
  }

  /** Permissions of a command, or of the application (`id` is then the application's), in a guild. */
  permissions(guildId: string, id: string): CommandPermission[] | undefined {
    return this.#permissions.get(`${guildId}:${id}`);
  }

  #build(scope: CommandScope, body: CommandBody, current: Command | undefined): Command {
    const type = body.type ?? 1;
    const global = scope.guildId === undefined;
    const fields: Omit<Command, "version"> = {
      id: current?.id ?? this.#context.newId(),
      application_id: scope.applicationId,
      ...(scope.guildId === undefined ? {} : { guild_id: scope.guildId }),
      type,
      name: body.name ?? "",
      name_localizations: body.name_localizations ?? null,
      description: type === 1 ? (body.description ?? "") : "",
      description_localizations: body.description_localizations ?? null,
      ...(body.options === undefined || body.options.length === 0 ? {} : { options: body.options }),
      default_member_permissions: body.default_member_permissions ?? null,
      default_permission: body.default_permission ?? true,
      nsfw: body.nsfw ?? false,
      ...(global
        ? {
            dm_permission: body.dm_permission ?? body.contexts?.includes(1) ?? true,
            contexts: body.contexts ?? null,
            integration_types: body.integration_types ?? [0],
          }
        : {}),
      ...(body.handler === undefined ? {} : { handler: body.handler }),
    };
    const unchanged =
      current !== undefined &&
      JSON.stringify({ ...current, version: "" }) === JSON.stringify({ ...fields, version: "" });
    return { ...fields, version: unchanged ? current.version : this.#context.newId() };
  }

  #named(scope: CommandScope, name: string, type: number): Command | undefined {
    return this.list(scope).find((command) => command.name === name && command.type === type);
  }

  #requireRoom(scope: CommandScope, type: number): void {
    const max = maxPerType[type] ?? 1;
    if (this.list(scope).filter((command) => command.type === type).length >= max) {
      throw tooMany(max);
    }
  }

  #commandsOf({ applicationId, guildId }: CommandScope): Map<string, Command> {
    const key = `${applicationId}:${guildId ?? ""}`;
    let commands = this.#byScope.get(key);
    if (commands === undefined) this.#byScope.set(key, (commands = new Map()));
    return commands;
  }
}

function tooMany(max: number): ApiError {
  return new ApiError(400, 30032, `Maximum number of application commands reached (${max})`);
}
