import { encodeLeafNodeTBS } from "ts-mls/leafNode.js";
import { decodeMlsMessage } from "ts-mls/message.js";
import type { MLSMessage } from "ts-mls/message.js";
import { decodeWelcome, encodeWelcome } from "ts-mls/welcome.js";
import type { Welcome } from "ts-mls/welcome.js";
import type { Commit } from "ts-mls/commit.js";
import { verifyWithLabel } from "./mls-crypto.ts";

export interface ReadCommit {
  readonly groupId: Buffer;
  readonly epoch: bigint;
  readonly leafIndex: number;
  readonly commit: Commit;
  /** The commit as it came, without the welcome. */
  readonly bytes: Buffer;
  readonly welcome: Welcome | undefined;
}

/**
 * Reads what op 28 carries: a commit as an MLSMessage, then a bare Welcome when it adds members.
 * @returns what is wrong with it, as text.
 */
export function readCommit(payload: Buffer): ReadCommit | string {
  const [message, size] = decoded(() => decodeMlsMessage(payload, 0)) ?? [];
  if (message === undefined || size === undefined) return "is no MLSMessage";
  const content = commitContent(message);
  if (content === undefined) return "is no commit of a member in a public message";
  const rest = payload.subarray(size);
  let welcome: Welcome | undefined;
  if (rest.length > 0) {
    const [found, welcomeSize] = decoded(() => decodeWelcome(rest, 0)) ?? [];
    if (found === undefined || welcomeSize !== rest.length) return "is followed by something that is no Welcome";
    welcome = found;
  }
  return { ...content, bytes: payload.subarray(0, size), welcome };
}

/** The part of a welcome that is for one new member. */
export function welcomeFor(welcome: Welcome, keyPackageReference: Buffer): Buffer {
  const secrets = welcome.secrets.filter(({ newMember }) => keyPackageReference.equals(newMember));
  return Buffer.from(encodeWelcome({ ...welcome, secrets }));
}

/** A commit may renew the keys of the leaf it comes from; it must not change who that is. */
export function keepsIdentity(
  { commit, groupId, leafIndex }: ReadCommit,
  signatureKey: Uint8Array,
  identity: Buffer,
): boolean {
  const leaf = commit.path?.leafNode;
  if (leaf === undefined) return true;
  const sameKey = Buffer.from(leaf.signaturePublicKey).equals(signatureKey);
  const sameUser = leaf.credential.credentialType === "basic" && identity.equals(leaf.credential.identity);
  const signed = encodeLeafNodeTBS({ ...leaf, groupId, leafIndex });
  return sameKey && sameUser && verifyWithLabel(signatureKey, "LeafNodeTBS", signed, leaf.signature);
}

function commitContent(
  message: MLSMessage,
): Pick<ReadCommit, "groupId" | "epoch" | "leafIndex" | "commit"> | undefined {
  if (message.wireformat !== "mls_public_message") return undefined;
  const { content } = message.publicMessage;
  if (content.contentType !== "commit" || content.sender.senderType !== "member") return undefined;
  const { epoch, commit, sender } = content;
  return { groupId: Buffer.from(content.groupId), epoch, commit, leafIndex: sender.leafIndex };
}

/** Foreign bytes make a decoder return nothing, or throw. */
function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
