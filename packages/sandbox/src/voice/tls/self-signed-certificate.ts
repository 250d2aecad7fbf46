import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import {
  bitString,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utcTime,
  utf8String,
  yes,
} from "./der.ts";

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const oid = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
} as const;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A certificate that vouches for itself, made anew for each run: nobody trusts it who was not given it.
 * @param hosts - Names and addresses that it is for.
 * @see {@link https://datatracker.ietf.org/doc/html/rfc5280#section-4.1 | RFC 5280, section 4.1}
 */
export function selfSignedCertificate(hosts: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));
  const name = sequence(set(sequence(objectIdentifier(oid.commonName), utf8String("zignal-sandbox voice"))));
  const now = Date.now();
  const serial = randomBytes(16);
  // DER writes no leading zeros.
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const toBeSigned = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(utcTime(new Date(now - dayMs)), utcTime(new Date(now + 365 * dayMs))),
    name,
    publicKey,
    element(0xa3, sequence(basicConstraints(), subjectAltName(hosts))),
  );
  const signature = sign("sha256", toBeSigned, createPrivateKey(privateKey));
  const certificate = sequence(toBeSigned, algorithm, bitString(signature));
  return { certificate: pem("CERTIFICATE", certificate), key: privateKey };
}

/** An authority, so that it can be trusted by itself. */
function basicConstraints(): Buffer {
  return sequence(objectIdentifier(oid.basicConstraints), yes, octetString(sequence(yes)));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => {
    if (isIP(host) === 4) return element(0x87, Buffer.from(host.split(".").map(Number)));
    if (isIP(host) === 6) return element(0x87, addressBytes(host));
    return element(0x82, Buffer.from(host, "ascii"));
  });
  return sequence(objectIdentifier(oid.subjectAltName), octetString(sequence(...names)));
}

function addressBytes(address: string): Buffer {
  const [head = "", tail = ""] = address.split("::");
  const [before, after] = [wordsOf(head), wordsOf(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return Buffer.from([...before, ...zeros, ...after].flatMap((word) => [word >> 8, word & 0xff]));
}

function wordsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
