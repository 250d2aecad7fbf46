import type { Buildable } from "@zignal/builders";

/** Discord's JSON, of a builder or as it is. */
export function bodyOf<Body extends object>(input: Body | Buildable<Body>): Body {
  return isBuildable(input) ? input.build() : input;
}

/** Is it a builder? Builders may have methods of the names that JSON has fields. */
export function isBuildable<Body extends object>(input: object | Buildable<Body>): input is Buildable<Body> {
  return "build" in input && typeof input.build === "function";
}
