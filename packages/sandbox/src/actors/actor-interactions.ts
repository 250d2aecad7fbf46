import { ValidationError } from "@zignal/errors";
import { PermissionBit } from "../world/permission-bits.ts";
import type { Application } from "../world/applications.ts";
import type { Channel } from "../world/channel-types.ts";
import type { Command } from "../world/commands.ts";
import { normalizeComponents } from "../world/components.ts";
import { InteractionType } from "../world/interaction-types.ts";
import type { InteractionOutcome, NewInteraction } from "../world/interaction-types.ts";
import type { JsonObject } from "../world/json.ts";
import type { Message } from "../world/message-types.ts";
import type { World } from "../world/world.ts";
import { optionScope, partialOptions, resolveOptions } from "./command-options.ts";
import type { OptionValues } from "./command-options.ts";
import { Directory } from "./directory.ts";
import { InteractionResult, notAnswered } from "./interaction-result.ts";
import type { OpenModal } from "./interaction-result.ts";
import { submittedComponents } from "./modal-values.ts";
import type { FieldValues } from "./modal-values.ts";
import { seen } from "./seen-message.ts";
import { selectValues } from "./select-values.ts";
import { usableButton, usableMenu } from "./usable-components.ts";

/** @see {@link https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-types | Discord Docs/Command Types} */
export const CommandType = { ChatInput: 1, User: 2, Message: 3 } as const;

/** How long a user waits for a deferred answer, in milliseconds, unless told otherwise. */
const deferredTimeoutMs = 15_000;

export interface InteractionPlace {
  readonly channel: Channel;
  /** How long to wait for a deferred answer. */
  readonly timeoutMs?: number | undefined;
}

/** One user's commands, presses, choices and submits. */
export class ActorInteractions {
  readonly #world: World;
  readonly #userId: string;

  constructor(world: World, userId: string) {
    this.#world = world;
    this.#userId = userId;
  }

  /** @param path - The command's name and its subcommands. */
  async runCommand(path: readonly string[], values: OptionValues, place: InteractionPlace): Promise<InteractionResult> {
    const { application, command } = this.#command(path[0] ?? "", CommandType.ChatInput, place.channel);
    const scope = optionScope({ ...command }, path.slice(1));
    const options = resolveOptions(scope, values, new Directory(this.#world, place.channel));
    const data = { ...invocation(command), ...(options.length === 0 ? {} : { options }) };
    return this.#interact(`/${path.join(" ")}`, application.id, InteractionType.ApplicationCommand, { data }, place);
  }

  /** A command from the context menu of a user or a message. */
  async runContextCommand(
    name: string,
    type: typeof CommandType.User | typeof CommandType.Message,
    targetId: string,
    place: InteractionPlace,
  ): Promise<InteractionResult> {
    const { application, command } = this.#command(name, type, place.channel);
    const data = { ...invocation(command), target_id: targetId };
    return this.#interact(`"${name}"`, application.id, InteractionType.ApplicationCommand, { data }, place);
  }

  /** @returns the choices, as `{ name, value }`. */
  async autocomplete(
    path: readonly string[],
    option: string,
    partial: string,
    values: OptionValues,
    place: InteractionPlace,
  ): Promise<JsonObject[]> {
    const { application, command } = this.#command(path[0] ?? "", CommandType.ChatInput, place.channel);
    const scope = optionScope({ ...command }, path.slice(1));
    const data = { ...invocation(command), options: partialOptions(scope, option, partial, values) };
    const what = `autocomplete of ${option} of /${path.join(" ")}`;
    const { settled } = this.#create(application.id, InteractionType.Autocomplete, { data }, place.channel);
    const outcome = await settled;
    if (outcome.kind !== "choices") throw notAnswered(what, false, 0);
    return outcome.choices;
  }

  async clickButton(message: Message, customIdOrLabel: string, place: InteractionPlace): Promise<InteractionResult> {
    const button = usableButton(message.components, customIdOrLabel);
    const data = { custom_id: button["custom_id"], component_type: button["type"], id: button["id"] };
    return this.#useComponent(`button "${customIdOrLabel}"`, message, data, place);
  }

  async select(
    message: Message,
    customId: string,
    picked: readonly string[],
    place: InteractionPlace,
  ): Promise<InteractionResult> {
    const menu = usableMenu(message.components, customId);
    const values = selectValues(menu, picked, new Directory(this.#world, place.channel));
    const data = { custom_id: menu["custom_id"], component_type: menu["type"], id: menu["id"], values };
    return this.#useComponent(`select menu "${customId}"`, message, data, place);
  }

  async submitModal(modal: OpenModal, values: FieldValues, place: InteractionPlace): Promise<InteractionResult> {
    const components = submittedComponents(modal.components, values, new Directory(this.#world, place.channel));
    const data = { custom_id: modal.customId, components };
    const input = { data, triggeredBy: modal.interactionId };
    return this.#interact(`modal "${modal.title}"`, modal.applicationId, InteractionType.ModalSubmit, input, place);
  }

  /** Commands that this user finds in a channel. */
  commands(channel: Channel): { application: Application; command: Command }[] {
    const found: { application: Application; command: Command }[] = [];
    for (const application of this.#world.applications.all()) {
      if (!this.#isThere(application, channel)) continue;
      for (const command of this.#world.commands.available(application.id, channel.guild_id)) {
        if (this.#mayUse(command, channel)) found.push({ application, command });
      }
    }
    return found;
  }

  #command(name: string, type: number, channel: Channel): { application: Application; command: Command } {
    const commands = this.commands(channel).filter(({ command }) => command.type === type);
    const found = commands.find(({ command }) => command.name === name);
    if (found !== undefined) return found;
    const known = commands.map(({ command }) => command.name);
    const hint = known.length === 0 ? "no such command is registered" : `known: ${known.join(", ")}`;
    throw ValidationError.of("command", `"${name}" does not exist here (${hint})`);
  }

  #isThere(application: Application, channel: Channel): boolean {
    if (channel.guild_id === undefined) return channel.recipientIds?.includes(application.botId) === true;
    return this.#world.members.has(channel.guild_id, application.botId);
  }

  #mayUse(command: Command, channel: Channel): boolean {
    const needed = command.default_member_permissions;
    if (needed === null || channel.guild_id === undefined) return true;
    const granted = this.#world.permissions.inChannel(this.#userId, channel);
    // "0" hides a command from everybody but administrators.
    if (needed === "0") return (granted & PermissionBit.Administrator) !== 0n;
    return (granted & BigInt(needed)) === BigInt(needed);
  }

  async #useComponent(
    what: string,
    message: Message,
    data: JsonObject,
    place: InteractionPlace,
  ): Promise<InteractionResult> {
    const applicationId = message.applicationId ?? this.#world.applications.byBot(message.author.id)?.id;
    if (applicationId === undefined) throw ValidationError.of("message", "is not from a bot");
    return this.#interact(what, applicationId, InteractionType.MessageComponent, { data, message }, place);
  }

  #create(
    applicationId: string,
    type: number,
    input: Partial<NewInteraction>,
    channel: Channel,
  ): { id: string; settled: Promise<InteractionOutcome>; acknowledged: Promise<number | undefined> } {
    const { interactions } = this.#world;
    return interactions.create({ ...input, applicationId, userId: this.#userId, channelId: channel.id, type });
  }

  async #interact(
    what: string,
    applicationId: string,
    type: number,
    input: Partial<NewInteraction>,
    { channel, timeoutMs = deferredTimeoutMs }: InteractionPlace,
  ): Promise<InteractionResult> {
    const { id, acknowledged, settled } = this.#create(applicationId, type, input, channel);
    if ((await acknowledged) === undefined) throw notAnswered(what, false, 0);
    const outcome = await this.#within(timeoutMs, settled, what);
    switch (outcome.kind) {
      case "message":
        return new InteractionResult(what, {
          kind: "message",
          ephemeral: outcome.ephemeral,
          message: this.#seen(outcome.message),
        });
      case "update":
        return new InteractionResult(what, { kind: "update", message: this.#seen(outcome.message) });
      case "modal": {
        const { custom_id: customId, title } = outcome.modal;
        // Discord numbers the components that the bot left without an id.
        const components = normalizeComponents(outcome.modal.components, [], new Set());
        const modal = { customId, title, components, interactionId: id, applicationId, channelId: channel.id };
        return new InteractionResult(what, { kind: "modal", modal });
      }
      case "deferredUpdate": {
        const message = input.message === undefined ? {} : { message: this.#seen(input.message) };
        return new InteractionResult(what, { kind: "deferredUpdate", ...message });
      }
      case "premiumRequired":
      case "activity":
      case "deleted":
        return new InteractionResult(what, { kind: outcome.kind });
      case "expired":
        throw notAnswered(what, outcome.deferred, timeoutMs);
      default:
        throw new Error(`${what} was answered with ${outcome.kind}, which does not fit`);
    }
  }

  #seen(message: Message): ReturnType<typeof seen> {
    return seen(this.#world.messages.payload(message, this.#userId));
  }

  /** Settled interactions never reject: only time can run out. */
  async #within<T>(timeoutMs: number, promise: Promise<T>, what: string): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = this.#world.context.clock.setTimeout(() => reject(notAnswered(what, true, timeoutMs)), timeoutMs);
    try {
      return await Promise.race([promise, late]);
    } finally {
      timer.clear();
    }
  }
}

function invocation({ id, name, type, guild_id }: Command): JsonObject {
  return { id, name, type, ...(guild_id === undefined ? {} : { guild_id }) };
}
