import { describe, expectTypeOf, it } from "vitest";
import {
  CircuitBreaker,
  combine,
  ErrorHandler,
  HttpError,
  isZignalError,
  recoveryFor,
  retry,
  toZignalError,
} from "../src/index.ts";
import type { Advice, ErrorCode, ErrorRecord, LoggerLike, Policy, ZignalError } from "../src/index.ts";

async function operation(): Promise<{ id: string }> {
  return { id: "1" };
}

/** Checked by `pnpm typecheck`; running them shows only that nothing throws. */
describe("the types", () => {
  it("pass the operation's result through every policy", () => {
    expectTypeOf(new ErrorHandler().execute(operation)).resolves.toEqualTypeOf<{ id: string }>();
    expectTypeOf(new CircuitBreaker().execute(operation)).resolves.toEqualTypeOf<{ id: string }>();
    expectTypeOf(retry().execute(operation)).resolves.toEqualTypeOf<{ id: string }>();
    expectTypeOf(combine(retry(), new CircuitBreaker()).execute(() => 1)).resolves.toEqualTypeOf<number>();
  });

  it("are one interface for all policies", () => {
    expectTypeOf<CircuitBreaker>().toExtend<Policy>();
    expectTypeOf<ErrorHandler>().toExtend<Policy>();
    expectTypeOf(retry()).toEqualTypeOf<Policy>();
  });

  it("narrow what was caught", () => {
    const caught: unknown = new HttpError("x", { method: "GET", route: "/x", status: 404 });
    if (isZignalError(caught)) expectTypeOf(caught).toEqualTypeOf<ZignalError>();
    if (caught instanceof HttpError) expectTypeOf(caught.status).toEqualTypeOf<number>();
    expectTypeOf(toZignalError(caught)).toEqualTypeOf<ZignalError>();
    expectTypeOf<ZignalError["code"]>().toEqualTypeOf<ErrorCode>();
  });

  it("take only what recoveryFor can answer", () => {
    expectTypeOf(recoveryFor({ httpStatus: 429 })).toEqualTypeOf<Advice>();
    expectTypeOf(recoveryFor).parameter(0).not.toExtend<string>();
    // @ts-expect-error a close code must say whose it is
    expectTypeOf(recoveryFor).toBeCallableWith({ closeCode: 4014 });
  });

  it("type the listeners", () => {
    new ErrorHandler().on("handled", (record) => expectTypeOf(record).toEqualTypeOf<ErrorRecord>());
    new CircuitBreaker().on("stateChange", ({ to }) =>
      expectTypeOf(to).toEqualTypeOf<"closed" | "open" | "half-open">(),
    );
    expectTypeOf(console).toExtend<Pick<LoggerLike, "info" | "warn" | "error">>();
  });
});
