import { generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { encodeAuthenticatedContent } from "ts-mls/authenticatedContent.js";
import { encodeExternalSender } from "ts-mls/externalSender.js";
import { encodeFramedContentTBS } from "ts-mls/framedContent.js";
import type { FramedContent } from "ts-mls/framedContent.js";
import { encodeMlsMessage } from "ts-mls/message.js";
import type { Proposal } from "ts-mls/proposal.js";
import { referenceOf, signWithLabel } from "./mls-crypto.ts";

export interface SignedProposal {
  /** An MLSMessage, ready to be sent. */
  readonly message: Buffer;
  /** What a commit refers to it by. */
  readonly reference: Buffer;
}

/**
 * The voice gateway's own identity towards groups: it proposes who is added and removed, and is no member itself.
 * @see {@link https://daveprotocol.com/#external-sender | DAVE, External Sender}
 */
export class ExternalSender {
  readonly #key: KeyObject;
  /** What clients are given (op 25): public key and credential. */
  readonly package: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const point = [Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
    this.package = Buffer.from(
      encodeExternalSender({
        signaturePublicKey: Buffer.concat(point),
        credential: { credentialType: "basic", identity: Buffer.from("zignal-sandbox") },
      }),
    );
  }

  propose(groupId: Uint8Array, epoch: bigint, proposal: Proposal): SignedProposal {
    const content: FramedContent = {
      groupId,
      epoch,
      sender: { senderType: "external", senderIndex: 0 },
      authenticatedData: new Uint8Array(),
      contentType: "proposal",
      proposal,
    };
    const signed = encodeFramedContentTBS({
      protocolVersion: "mls10",
      wireformat: "mls_public_message",
      content,
      senderType: "external",
    });
    const signature = signWithLabel(this.#key, "FramedContentTBS", signed);
    const auth = { contentType: "proposal", signature } as const;
    const publicMessage = { content, auth, senderType: "external" } as const;
    return {
      message: Buffer.from(encodeMlsMessage({ version: "mls10", wireformat: "mls_public_message", publicMessage })),
      reference: referenceOf(
        "Proposal",
        encodeAuthenticatedContent({ wireformat: "mls_public_message", content, auth }),
      ),
    };
  }
}
