import { createHash } from "node:crypto";

/**
 * Tells whose session it is, without telling the token. A session of another bot can not be resumed, and one that was
 * identified with other intents would go on with those: both are left for a new session.
 */
export function sessionFingerprint(token: string, intents: number): string {
  return createHash("sha256").update(`${intents}\n${token}`).digest("base64url").slice(0, 22);
}
