import type { JsonObject } from "./json.ts";
import type { WorldContext } from "./world-context.ts";

export interface WelcomeScreen {
  enabled: boolean;
  description: string | null;
  welcome_channels: JsonObject[];
}

export interface Onboarding {
  enabled: boolean;
  mode: number;
  default_channel_ids: string[];
  prompts: JsonObject[];
}

/** What a guild shows to those who are new: the welcome screen and the onboarding. */
export class CommunityStore {
  readonly #context: WorldContext;
  readonly #welcome = new Map<string, WelcomeScreen>();
  readonly #onboarding = new Map<string, Onboarding>();

  constructor(context: WorldContext) {
    this.#context = context;
  }

  /** `undefined` until somebody sets it up. */
  welcomeScreen(guildId: string): WelcomeScreen | undefined {
    return this.#welcome.get(guildId);
  }

  updateWelcomeScreen(guildId: string, change: Partial<WelcomeScreen>): WelcomeScreen {
    const initial: WelcomeScreen = { enabled: false, description: null, welcome_channels: [] };
    const screen = { ...initial, ...this.#welcome.get(guildId), ...change };
    this.#welcome.set(guildId, screen);
    return screen;
  }

  onboarding(guildId: string): Onboarding {
    return this.#onboarding.get(guildId) ?? { enabled: false, mode: 0, default_channel_ids: [], prompts: [] };
  }

  /** Prompts and options that are new get ids. */
  updateOnboarding(guildId: string, change: Partial<Onboarding>): Onboarding {
    const onboarding = { ...this.onboarding(guildId), ...change };
    onboarding.prompts = onboarding.prompts.map((prompt) => this.#withIds(prompt));
    this.#onboarding.set(guildId, onboarding);
    return onboarding;
  }

  #withIds(prompt: JsonObject): JsonObject {
    const options = Array.isArray(prompt["options"]) ? prompt["options"] : [];
    return {
      ...prompt,
      id: this.#idOf(prompt["id"]),
      options: options.map((option: JsonObject) => ({ ...option, id: this.#idOf(option["id"]) })),
    };
  }

  /** Clients send small numbers in the place of ids that they want to be made. */
  #idOf(given: unknown): string {
    return typeof given === "string" && given.length >= 17 ? given : this.#context.newId();
  }
}
