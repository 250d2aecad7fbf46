import type { APIPollMedia, RESTAPIPoll } from "@zignal/types";
import type { BuildOptions, Plain } from "./buildable.ts";
import { copyJson } from "./buildable.ts";
import { emojiFrom } from "./emoji.ts";
import type { EmojiInput } from "./emoji.ts";
import { pollSchema } from "./schemas/poll.ts";
import { checked } from "./validation.ts";

/**
 * A poll.
 * @see {@link https://docs.discord.com/developers/resources/poll | Discord Docs/Poll}
 */
export class PollBuilder {
  readonly #data: RESTAPIPoll = { question: { text: "" }, answers: [] };

  /** 1 to 300 characters. */
  question(text: string): this {
    this.#data.question = { text };
    return this;
  }

  /** Adds an answer, at most 10. @param text - 1 to 55 characters. */
  addAnswer(text: string, emoji?: EmojiInput): this {
    const media: Plain<APIPollMedia> = { text };
    if (emoji !== undefined) {
      const { id = null, name = null } = emojiFrom(emoji);
      media.emoji = { id, name };
    }
    this.#data.answers.push({ poll_media: media });
    return this;
  }

  addAnswers(...texts: readonly string[]): this {
    for (const text of texts) this.addAnswer(text);
    return this;
  }

  /** How long it is open: 1 to 768 hours (32 days). @defaultValue `24` */
  durationHours(hours: number): this {
    this.#data.duration = hours;
    return this;
  }

  /** May a user choose several answers? @defaultValue `false` */
  allowMultiselect(allow = true): this {
    this.#data.allow_multiselect = allow;
    return this;
  }

  /** @throws {ValidationError} with every fault, unless `validate` is `false`. */
  build(options?: BuildOptions): RESTAPIPoll {
    return checked(copyJson(this.#data), pollSchema, "poll", options);
  }
}
