import type { APIPollAnswerCount, GatewayMessagePollVoteDispatchData } from "@zignal/types";
import type { Contents } from "../contents.ts";
import type { CachedMessage } from "../entities.ts";
import type { EventHandlers } from "./event-handler.ts";

export type PollEvent = "MESSAGE_POLL_VOTE_ADD" | "MESSAGE_POLL_VOTE_REMOVE";

/**
 * Votes, counted on the messages that are cached.
 * @see {@link https://docs.discord.com/developers/resources/poll#poll-results-object | Discord Docs/Poll Results Object}
 */
export const pollEvents: EventHandlers<PollEvent> = {
  MESSAGE_POLL_VOTE_ADD(contents, vote) {
    return count(contents, vote, true);
  },

  MESSAGE_POLL_VOTE_REMOVE(contents, vote) {
    return count(contents, vote, false);
  },
};

function count(
  contents: Contents,
  vote: GatewayMessagePollVoteDispatchData,
  present: boolean,
): CachedMessage | undefined {
  const { messages } = contents;
  const row = messages.find(vote.message_id);
  if (row < 0) return undefined;
  messages.touch(row);
  const message = messages.read(row);
  const { poll } = message;
  if (poll === undefined) return message;
  // Absent results are unknown results, except on a poll that was seen from its beginning.
  const results =
    poll.results ?? (messages.sinceCreation(row) ? { is_finalized: false, answer_counts: [] } : undefined);
  if (results === undefined) return message;

  const name = `vote/${vote.answer_id}/${vote.user_id}`;
  if (!messages.noteVoice(row, name, present)) return message;

  const isSelf = vote.user_id === contents.selfId;
  const answerCounts = changed(results.answer_counts, vote.answer_id, present, isSelf);
  contents.replaceMessage(row, {
    ...message,
    poll: { ...poll, results: { ...results, answer_counts: answerCounts } },
  });
  return message;
}

/** An answer that nobody chose has no entry. */
function changed(
  counts: APIPollAnswerCount[],
  answerId: number,
  present: boolean,
  isSelf: boolean,
): APIPollAnswerCount[] {
  const index = counts.findIndex(({ id }) => id === answerId);
  const known = counts[index];
  if (known === undefined) return present ? [...counts, { id: answerId, count: 1, me_voted: isSelf }] : counts;
  const total = known.count + (present ? 1 : -1);
  if (total <= 0) return counts.toSpliced(index, 1);
  return counts.with(index, { id: answerId, count: total, me_voted: isSelf ? present : known.me_voted });
}
