import { ValidationError } from "@zignal/errors";
import type { RESTPostAPIApplicationCommandsJSONBody } from "@zignal/types";
import type { Command } from "./commands/command.ts";
import type { Autocomplete } from "./commands/option.ts";
import type { ComponentHandler } from "./components/component-handler.ts";
import { PatternTable } from "./components/pattern-table.ts";
import type { PurchaseEligibilityContext } from "./context/purchase-eligibility-context.ts";
import type { ModalHandler } from "./modals/define-modal.ts";

/** Proposes the values of an option: the reference's autocomplete handler. */
export interface AutocompleteHandler {
  /** The command's name; with group and subcommand behind it, such as `"list add"`, for one of those only. */
  commandName: string;
  optionName: string;
  execute: Autocomplete<string | number>;
}

/** Answers Discord's question whether a user may buy a SKU of the Social Layer. */
export type PurchaseEligibilityHandler = (ctx: PurchaseEligibilityContext) => unknown;

/** What is registered, by how it is found. */
export class Registry {
  readonly components: PatternTable<ComponentHandler> = new PatternTable("component");
  readonly modals: PatternTable<ModalHandler> = new PatternTable("modal");
  readonly #commands = new Map<string, Command>();
  readonly #autocompletes = new Map<string, Autocomplete<string | number>>();

  purchaseEligibility: PurchaseEligibilityHandler | undefined;

  /** @returns Takes the command out again. @throws {ValidationError} if its name is taken. */
  addCommand(command: Command): () => void {
    const key = keyOf(command.kind, command.name);
    if (this.#commands.has(key)) {
      throw ValidationError.of("name", `must be unique: a ${command.kind} command "${command.name}" is registered`);
    }
    this.#commands.set(key, command);
    return () => {
      if (this.#commands.get(key) === command) this.#commands.delete(key);
    };
  }

  command<Kind extends Command["kind"]>(kind: Kind, name: string): Extract<Command, { kind: Kind }> | undefined {
    // The key has the kind in it.
    return this.#commands.get(keyOf(kind, name)) as Extract<Command, { kind: Kind }> | undefined;
  }

  addAutocomplete({ commandName, optionName, execute }: AutocompleteHandler): () => void {
    const key = keyOf(commandName, optionName);
    if (this.#autocompletes.has(key)) {
      throw ValidationError.of(
        "optionName",
        `must be unique: an autocomplete handler for "${optionName}" of "${commandName}" is registered`,
      );
    }
    this.#autocompletes.set(key, execute);
    return () => {
      if (this.#autocompletes.get(key) === execute) this.#autocompletes.delete(key);
    };
  }

  /** The one for the very subcommand, else for the command, else that of the option's definition. */
  autocomplete(commandName: string, path: string, optionName: string): Autocomplete<string | number> | undefined {
    const full = path === "" ? commandName : `${commandName} ${path}`;
    return (
      this.#autocompletes.get(keyOf(full, optionName)) ??
      this.#autocompletes.get(keyOf(commandName, optionName)) ??
      this.command("slash", commandName)?.routes.get(path)?.autocomplete.get(optionName)
    );
  }

  payloads(): RESTPostAPIApplicationCommandsJSONBody[] {
    return [...this.#commands.values()].map(({ body }) => structuredClone(body));
  }
}

function keyOf(first: string, second: string): string {
  return `${first}\n${second}`;
}
