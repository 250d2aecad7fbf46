import type { DAVESession } from "@snazzah/davey";
import type { CreateDaveSession, DaveSession } from "./dave-session.ts";

/** `MediaType.AUDIO`; a `const enum` has no value at run time. */
const audio = 0;
/** Of the fingerprints that Discord's clients show. */
const fingerprintVersion = 0;

/** Loads `@snazzah/davey`: once, at the first connection, as it is native code. */
export async function loadDavey(): Promise<CreateDaveSession> {
  const davey = await import("@snazzah/davey");
  return (version, userId, channelId) => wrap(new davey.DAVESession(version, userId, channelId));
}

function wrap(session: DAVESession): DaveSession {
  return {
    get ready() {
      return session.ready;
    },
    get epoch() {
      return session.epoch ?? undefined;
    },
    get privacyCode() {
      return session.voicePrivacyCode;
    },
    get userIds() {
      return session.getUserIds();
    },
    keyPackage: () => session.getSerializedKeyPackage(),
    setExternalSender: (payload) => session.setExternalSender(payload),
    processProposals(operation, payload, userIds) {
      const { commit, welcome } = session.processProposals(operation, payload, [...userIds]);
      return { commit, welcome };
    },
    processCommit: (commit) => session.processCommit(commit),
    processWelcome: (welcome) => session.processWelcome(welcome),
    encrypt: (opus) => session.encryptOpus(asBuffer(opus)),
    decrypt: (userId, frame) => session.decrypt(userId, audio, frame),
    verificationCode: async (userId) => await session.getVerificationCode(userId),
    fingerprint: async (userId) => await session.getPairwiseFingerprint(fingerprintVersion, userId),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
