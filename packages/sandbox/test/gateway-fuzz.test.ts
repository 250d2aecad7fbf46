import { fc, test } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createSandbox } from "../src/index.ts";
import type { Sandbox } from "../src/index.ts";
import { RawGatewayClient } from "./raw-gateway-client.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createSandbox({ limits: { gateway: { identifyIntervalMs: 0, sessionStarts: 100_000 } } });
});
afterAll(async () => {
  await sandbox.close();
});

const ids = fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, "0", "1", "99999999999999999999", "-1"));
const field = fc.oneof(fc.jsonValue({ maxDepth: 2 }), ids, fc.constantFrom("GUILD", "VOICE", "TEXT", "BOT"));
const payload = fc.record({
  op: fc.oneof(fc.constantFrom(1, 2, 3, 4, 6, 8, 31, 43), fc.integer(), fc.jsonValue({ maxDepth: 1 })),
  d: fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "guild_id",
        "guild_ids",
        "channel_id",
        "query",
        "limit",
        "user_ids",
        "nonce",
        "presences",
        "status",
        "activities",
        "session_id",
        "seq",
        "token",
        "intents",
        "properties",
        "shard",
        "fields",
      ),
      field,
    ),
  ),
});

/** Puts real ids where the generator left a mark. */
function fill(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('"GUILD"', `"${sandbox.guildId}"`)
    .replaceAll('"VOICE"', `"${sandbox.channels["Voice Lounge"]}"`)
    .replaceAll('"TEXT"', `"${sandbox.channels["general"]}"`)
    .replaceAll('"BOT"', `"${sandbox.botId}"`);
}

describe("whatever an app sends", () => {
  test.prop([payload, fc.boolean()], { numRuns: 300 })(
    "is answered or closed with a code of the protocol, and the next app is served",
    async (sent, identified) => {
      const client = new RawGatewayClient(sandbox.gatewayUrl);
      await client.op(10);
      if (identified) {
        client.identify(sandbox.token);
        await client.event("READY");
      }
      client.socket.send(fill(sent));
      client.send(1, null);
      const outcome = await Promise.race([client.op(11), client.closed]);
      if ("code" in outcome) {
        expect([4001, 4002, 4003, 4004, 4005, 4007, 4010, 4013]).toContain(outcome.code);
        expect(outcome.reason).not.toContain("The sandbox failed");
      }
      await client.close();
    },
  );
});
