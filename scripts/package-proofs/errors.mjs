import assert from "node:assert/strict";
import { CircuitBreaker, CircuitOpenError, ErrorHandler, HttpError, isZignalError, recoveryFor } from "@zignal/errors";
import { FakeClock } from "@zignal/errors/testing";

const error = new HttpError("Missing Permissions", {
  method: "GET",
  route: "/guilds/:id",
  status: 403,
  discordCode: 50013,
});
assert.ok(isZignalError(error));
assert.equal(JSON.parse(JSON.stringify(error)).status, 403);
assert.equal(recoveryFor({ gatewayCloseCode: 4014 }).retryable, false);

const clock = new FakeClock();
const breaker = new CircuitBreaker({ failureThreshold: 1, clock });
await assert.rejects(
  breaker.execute(() => Promise.reject(new Error("down"))),
  /down/,
);
await assert.rejects(
  breaker.execute(() => Promise.resolve()),
  CircuitOpenError,
);
assert.equal(await new ErrorHandler().execute(() => Promise.resolve("done")), "done");
