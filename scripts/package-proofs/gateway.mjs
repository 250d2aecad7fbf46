import assert from "node:assert/strict";
import { closeCodes, Gateway } from "@zignal/gateway";

assert.ok(closeCodes);
const token = `${Buffer.from("123456789012345678").toString("base64url")}.AAAAAA.${"a".repeat(38)}`;
const rest = { gateway: { getBotGateway: () => Promise.reject(new Error("not asked")) } };
const gateway = new Gateway({ token, intents: { guilds: true }, rest });
assert.equal(gateway.getStats().ready, 0);
assert.throws(() => new Gateway({ token, intents: { guild: true }, rest }), /guild/);
await gateway.disconnect();
