import assert from "node:assert/strict";
import { Intents, Permissions } from "@zignal/types";
import { Snowflakes } from "@zignal/types/snowflake";

assert.equal(Intents.from({ guilds: true, guildMessages: true }), 513);
assert.deepEqual(Permissions.toNames("3072"), ["viewChannel", "sendMessages"]);
assert.equal(Snowflakes.timestampMs("175928847299117063"), 1462015105796);
