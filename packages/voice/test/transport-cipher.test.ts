import { test } from "@fast-check/vitest";
import fc from "fast-check";
import sodium from "sodium-native";
import { describe, expect, it } from "vitest";
import { createAesGcmCipher } from "../src/connection/aes-gcm-cipher.ts";
import { hchacha20 } from "../src/connection/hchacha20.ts";
import { createPortableXChaChaCipher } from "../src/connection/portable-xchacha-cipher.ts";
import type { CreateCipher } from "../src/connection/transport-cipher.ts";
import { chooseMode, trailerBytes } from "../src/connection/transport-cipher.ts";
import { createSodiumCipher, loadXChaChaCipher } from "../src/connection/xchacha-cipher.ts";

const bySodium: CreateCipher = (key) => createSodiumCipher(sodium, key);
const ciphers: [string, CreateCipher][] = [
  ["aead_aes256_gcm_rtpsize", createAesGcmCipher],
  ["aead_xchacha20_poly1305_rtpsize by sodium-native", bySodium],
  ["aead_xchacha20_poly1305_rtpsize by node", createPortableXChaChaCipher],
];
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const header = fc.uint8Array({ minLength: 12, maxLength: 12 });
const payload = fc.uint8Array({ maxLength: 1_400 });
const nonce = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function seal(create: CreateCipher, secret: Uint8Array, head: Uint8Array, body: Uint8Array, number: number): Buffer {
  const packet = Buffer.alloc(head.length + body.length + trailerBytes);
  packet.set(head);
  create(secret).seal(packet, packet.subarray(0, head.length), body, number);
  return packet;
}

describe.each(ciphers)("%s", (_, create) => {
  test.prop([key, header, payload, nonce])("opens what it sealed, and keeps the header clear", (k, h, p, n) => {
    const packet = seal(create, k, h, p, n);
    expect(packet.length).toBe(h.length + p.length + trailerBytes);
    expect([...packet.subarray(0, h.length)]).toEqual([...h]);
    expect(packet.readUInt32BE(packet.length - 4)).toBe(n);
    expect([...(create(k).open(packet, h.length) ?? [])]).toEqual([...p]);
  });

  test.prop([key, header, payload, nonce, fc.nat(), fc.integer({ min: 1, max: 255 })])(
    "refuses a packet with any byte changed, the header's too",
    (k, h, p, n, at, flip) => {
      const packet = seal(create, k, h, p, n);
      const place = at % packet.length;
      packet[place] = (packet[place] ?? 0) ^ flip;
      expect(create(k).open(packet, h.length)).toBeUndefined();
    },
  );

  it("keeps the key's own copy: the caller's may be wiped", () => {
    const secret = new Uint8Array(32).fill(7);
    const cipher = create(secret);
    const packet = seal(create, secret, new Uint8Array(12), Uint8Array.of(1, 2, 3), 5);
    secret.fill(0);
    expect([...(cipher.open(packet, 12) ?? [])]).toEqual([1, 2, 3]);
  });
});

test.prop([key, header, payload, nonce])("sodium-native and node make the same packets", (k, h, p, n) => {
  const [one, other] = [seal(bySodium, k, h, p, n), seal(createPortableXChaChaCipher, k, h, p, n)];
  expect(one.equals(other)).toBe(true);
});

it("derives the subkey of HChaCha20's test vector (draft-irtf-cfrg-xchacha-03, 2.2.1)", () => {
  const vectorKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  const subkey = hchacha20(vectorKey, Buffer.from("000000090000004a0000000031415927", "hex"));
  expect(subkey.toString("hex")).toBe("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
});

it("uses sodium-native's default export: its namespace has no numbers, and the first packet threw", async () => {
  const create = await loadXChaChaCipher();
  const packet = seal(create, new Uint8Array(32), new Uint8Array(12), Uint8Array.of(1), 0);
  expect(packet.equals(seal(bySodium, new Uint8Array(32), new Uint8Array(12), Uint8Array.of(1), 0))).toBe(true);
});

it("takes the preferred mode if it is offered, else the other; none that was given up", () => {
  const [gcm, xchacha] = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"] as const;
  expect(chooseMode(["xsalsa20_poly1305", xchacha, gcm], gcm)).toBe(gcm);
  expect(chooseMode([gcm, xchacha], xchacha)).toBe(xchacha);
  expect(chooseMode([xchacha], gcm)).toBe(xchacha);
  expect(chooseMode(["xsalsa20_poly1305_lite_rtpsize"], gcm)).toBeUndefined();
});
