import { createHash, createHmac } from "node:crypto";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { hmacSha256, sha256 } from "../src/components/hmac-sha256.ts";

const bytes = fc.uint8Array({ maxLength: 300 });

describe("the signature of custom ids", () => {
  test.prop([bytes])("is made with the SHA-256 that node has", (message) => {
    expect(Buffer.from(sha256(message))).toEqual(createHash("sha256").update(message).digest());
  });

  test.prop([bytes, bytes])("is the HMAC that node has, with keys of any length", (key, message) => {
    expect(Buffer.from(hmacSha256(key)(message))).toEqual(createHmac("sha256", key).update(message).digest());
  });
});
