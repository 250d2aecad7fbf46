import type { ZignalError } from "@zignal/errors";
import { CallTrace } from "@zignal/errors";

/** A copy with the stack of its caller: those who were folded together must not share one error. */
export function ownError(error: ZignalError): ZignalError {
  const own = new Error(error.message) as ZignalError;
  Object.setPrototypeOf(own, Object.getPrototypeOf(error) as object);
  const { stack: _stack, ...others } = Object.getOwnPropertyDescriptors(error);
  Object.defineProperties(own, {
    ...others,
    stack: { value: error.stack, writable: true, configurable: true, enumerable: false },
  });
  CallTrace.capture().attachTo(own);
  return own;
}
