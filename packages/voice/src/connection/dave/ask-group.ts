import { VoiceError } from "@zignal/errors";
import type { DaveSession } from "./dave-session.ts";

/**
 * Asks the group of an encrypted call for something about a member.
 *
 * @param group - `undefined` while there is none.
 * @throws {VoiceError} when there is no group, or the user is not in it.
 */
export async function askGroup<Answer>(
  group: DaveSession | undefined,
  what: string,
  userId: string,
  ask: (group: DaveSession) => Promise<Answer>,
): Promise<Answer> {
  if (group === undefined) throw new VoiceError(`There is no ${what}: the call is not encrypted end to end`);
  try {
    return await ask(group);
  } catch (cause) {
    throw new VoiceError(`There is no ${what} of ${userId}: is the user in the call?`, { cause });
  }
}
