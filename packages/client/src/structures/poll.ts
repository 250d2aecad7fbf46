import type { APIPoll, APIPollAnswer } from "@zignal/types";
import type { Message } from "./message.ts";
import type { StructureHost } from "./structure-host.ts";
import { Structure } from "./structure.ts";
import type { User } from "./user.ts";

/** One answer that can be chosen. */
export interface PollAnswer {
  readonly id: number;
  readonly text: string;
  /** As Discord has it: `{ name }`, or `{ id, name }` of a custom one. */
  readonly emoji: APIPollAnswer["poll_media"]["emoji"] | undefined;
  /** As counted so far; exact once the poll is finalized. `undefined` where Discord sent no results. */
  readonly votes: number | undefined;
  /** Did the bot choose it? */
  readonly isChosenByMe: boolean;
}

/** The poll of a message. */
export class Poll extends Structure<APIPoll> {
  readonly channelId: string;
  readonly messageId: string;

  constructor(raw: APIPoll, message: { id: string; channel_id: string }, host: StructureHost) {
    super(raw, host);
    this.channelId = message.channel_id;
    this.messageId = message.id;
  }

  get question(): string {
    return this.raw.question?.text ?? "";
  }

  get answers(): readonly PollAnswer[] {
    const { answers, results } = this.raw;
    return (answers ?? []).map(({ answer_id: id, poll_media: media }) => {
      const count = results?.answer_counts?.find((counted) => counted.id === id);
      return {
        id,
        text: media?.text ?? "",
        emoji: media?.emoji,
        // Discord leaves answers without a vote out.
        votes: results ? (count?.count ?? 0) : undefined,
        isChosenByMe: count?.me_voted ?? false,
      };
    });
  }

  get allowsMultiple(): boolean {
    return this.raw.allow_multiselect ?? false;
  }

  /** `undefined`: it does not end by itself. */
  get endsAt(): Date | undefined {
    return typeof this.raw.expiry === "string" ? new Date(this.raw.expiry) : undefined;
  }

  /** Have the votes been counted exactly? */
  get isFinalized(): boolean {
    return this.raw.results?.is_finalized ?? false;
  }

  /** Who chose an answer, page by page as they are asked for. */
  async *voters(answerId: number, options: { signal?: AbortSignal } = {}): AsyncGenerator<User, void, void> {
    const { channels } = this.host.rest;
    const users = channels.iterateAnswerVoters(this.channelId, this.messageId, String(answerId), options);
    for await (const user of users) yield this.host.make.user(user);
  }

  /** Ends it at once; only polls of the bot's own. */
  async end(): Promise<Message> {
    return this.host.make.message(await this.host.rest.channels.pollExpire(this.channelId, this.messageId));
  }
}
