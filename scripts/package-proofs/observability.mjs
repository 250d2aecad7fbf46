import assert from "node:assert/strict";
import { Logger, RateLimiter } from "@zignal/observability";

const lines = [];
const logger = new Logger({
  level: "info",
  handlers: [{ formatter: "json", output: { write: (line) => lines.push(line) } }],
});
logger.addContext("guildId", "1");
logger.debug("not this");
logger.info({ route: "/gateway" }, "this");
assert.equal(lines.length, 1);
assert.match(lines[0], /"guildId":"1"/);
assert.equal(new RateLimiter({ capacity: 1, refillRate: 1 }).tryAcquire(1), true);
