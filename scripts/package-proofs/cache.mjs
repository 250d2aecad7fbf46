import assert from "node:assert/strict";
import { Cache } from "@zignal/cache";

const cache = new Cache({ maxItems: 1000 });
cache.addUser({ id: "5", username: "alice", discriminator: "0", global_name: null, avatar: null });
assert.equal(cache.getUser("5")?.username, "alice");
assert.equal(cache.getStats().usersCount, 1);
cache.close();
